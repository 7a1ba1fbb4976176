package org.jacobi.cli;

import java.nio.file.Path;
import org.jacobi.train.InputFormat;

/** Counts the images that are not like those of the training: size, colour, depth, background. */
final class ImageCheck {
  private final InputFormat.Image format;
  private final Count size = new Count();
  private final Count colour = new Count();
  private final Count depth = new Count();
  private final Count light = new Count();
  private int images;

  ImageCheck(InputFormat.Image format) {
    this.format = format;
  }

  private static final class Count {
    private int images;
    private String first = "";

    void add(String image) {
      first = images++ == 0 ? image : first;
    }
  }

  /** Looks at one image. */
  void add(Path file, Pixels pixels, boolean invert) {
    images++;
    if (pixels.height() != format.height() || pixels.width() != format.width()) {
      size.add(file + " with " + pixels.height() + " × " + pixels.width());
    }
    if (pixels.isColoured()) {
      colour.add(file.toString());
    }
    if (pixels.isDeep()) {
      depth.add(file.toString());
    }
    if (pixels.isLightAround() && !invert) {
      light.add(file.toString());
    }
  }

  /** What was found. */
  ContractNotes notes() {
    var notes = new ContractNotes();
    String wanted = "not " + format.height() + " × " + format.width() + " pixels";
    note(notes, size, wanted, "brought to that size");
    note(notes, colour, "coloured", "made grey");
    note(notes, depth, "more than 8 bits a pixel", "cut to 8");
    note(
        notes,
        light,
        "light around the edge, but the model knows dark backgrounds",
        "--invert turns it round");
    return notes;
  }

  private void note(ContractNotes notes, Count count, String what, String effect) {
    if (count.images > 0) {
      notes.add(
          Words.count(count.images)
              + " of "
              + Words.count(images, "image")
              + ": "
              + what
              + (count.images == 1 ? ": " : ", the first ")
              + count.first,
          effect);
    }
  }
}
