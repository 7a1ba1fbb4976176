package org.jacobi.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/** Makes data sets of images and labels from IDX files and from bytes. */
final class ImageFiles {
  private ImageFiles() {}

  /** The four files of a set, in the order of {@link KnownData#files}. */
  static TrainTest load(KnownData set, DataStore store) {
    if (set.form() != KnownData.Form.IMAGES) {
      throw new IllegalArgumentException("[data] " + set.name() + " has no files of images");
    }
    var paths = set.files().stream().map(file -> store.find(set, file)).toList();
    return new TrainTest(
        read(set, " train", paths.get(0), paths.get(1)),
        read(set, " test", paths.get(2), paths.get(3)));
  }

  private static Dataset read(KnownData set, String part, Path imageFile, Path labelFile) {
    var images = IdxReader.images(imageFile);
    var labels = IdxReader.labels(labelFile);
    int count = images.shape().dim(0);
    if (labels.shape().dim(0) != count) {
      throw DataException.in(
          labelFile.toString(),
          "there are "
              + labels.shape().dim(0)
              + " labels, but "
              + count
              + " images in "
              + imageFile
              + ". Do the two files belong together?");
    }
    checkLabels(labels, set.classes(), labelFile);
    int height = images.shape().dim(1);
    int width = images.shape().dim(2);
    return Dataset.classification(
            set.name() + part,
            images.reshape(count, height * width),
            classNumbers(labels),
            set.classNames())
        .images(height, width);
  }

  private static void checkLabels(NDArray labels, int classes, Path file) {
    var bytes = labels.segment();
    for (long i = 0; i < labels.size(); i++) {
      int label = bytes.get(JAVA_BYTE, i) & 0xff;
      if (label >= classes) {
        throw DataException.in(
            file.toString(),
            "label "
                + i
                + " (from 0) is "
                + label
                + ", but the classes are numbered 0 to "
                + (classes - 1)
                + ". Is this the file of another data set?");
      }
    }
  }

  /** U8 labels as I32. */
  static NDArray classNumbers(NDArray labels) {
    return NDArray.permanent(DType.I32, labels.shape()).copyFrom(labels);
  }

  /** Images as U8, a row of side · side pixels each, and their labels. */
  static Dataset of(KnownData set, String part, byte[] pixels, byte[] labels, int side) {
    var images = NDArray.permanent(DType.U8, Shape.of(labels.length, side * side));
    MemorySegment.copy(pixels, 0, images.segment(), JAVA_BYTE, 0, pixels.length);
    var numbers = NDArray.permanent(DType.I32, Shape.of(labels.length));
    for (int i = 0; i < labels.length; i++) {
      numbers.segment().setAtIndex(JAVA_INT, i, labels[i]);
    }
    return Dataset.classification(set.name() + part, images, numbers, set.classNames())
        .images(side, side);
  }
}
