package org.jacobi.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownDataTest {
  @TempDir Path folder;

  // ---- what is known ----

  @Test
  void startsWithTheSetThatNeedsNoFiles() {
    assertThat(KnownData.all())
        .extracting(KnownData::name)
        .containsExactly(
            "digits",
            "mnist",
            "fashion-mnist",
            "breast-cancer",
            "iris",
            "wine",
            "california-housing",
            "adult");
    assertThat(KnownData.all().getFirst().files()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "digits, 12000, 2000, 784, 10, 0",
    "mnist, 60000, 10000, 784, 10, 11594722",
    "fashion-mnist, 60000, 10000, 784, 10, 30878645",
    "breast-cancer, 569, 0, 30, 2, 119913",
    "iris, 150, 0, 4, 3, 2734",
    "wine, 178, 0, 13, 3, 11157",
    "california-housing, 20640, 0, 9, 0, 1423529",
    "adult, 32561, 16281, 14, 2, 5977437"
  })
  void knowsTheSizeOfEachSet(
      String name, int train, int test, int features, int classes, long bytes) {
    var set = KnownData.named(name);
    assertThat(set.trainRows()).isEqualTo(train);
    assertThat(set.testRows()).isEqualTo(test);
    assertThat(set.features()).isEqualTo(features);
    assertThat(set.classes()).isEqualTo(classes);
    assertThat(set.downloadSize()).isEqualTo(bytes);
    assertThat(set.task()).isEqualTo(classes == 0 ? Task.REGRESSION : Task.CLASSIFICATION);
    assertThat(set.description()).hasSizeBetween(20, 80).doesNotContain("\n");
    assertThat(set.licence()).isNotEmpty();
  }

  @Test
  void eachTargetIsAColumnAndEachFileHasTwoAddressesThatEndInItsNameOrPath() {
    for (var set : KnownData.all()) {
      if (set.form().isTable()) {
        assertThat(set.columns()).contains(set.target()).doesNotHaveDuplicates();
      }
      for (var file : set.files()) {
        assertThat(file.urls()).hasSize(2).doesNotHaveDuplicates();
        assertThat(file.urls()).allMatch(url -> url.getPath().endsWith("/" + file.name()));
      }
    }
  }

  @Test
  void namesTheNearestForAnUnknownSet() {
    assertThatThrownBy(() -> KnownData.named("fasion-mnist"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "there is no known data set \"fasion-mnist\"; there are digits, mnist, fashion-mnist,"
                + " breast-cancer, iris, wine, california-housing, adult. Did you mean"
                + " \"fashion-mnist\"?");
    assertThatThrownBy(() -> KnownData.named("imagenet"))
        .hasMessage(
            "there is no known data set \"imagenet\"; there are digits, mnist, fashion-mnist,"
                + " breast-cancer, iris, wine, california-housing, adult");
  }

  @Test
  void aRemoteFileNeedsAPlainNameAWholeChecksumAndAnAddress() {
    var urls = List.of(URI.create("http://localhost/a"));
    String sum = "AB".repeat(32);
    assertThat(new RemoteFile("a.gz", 0, sum, urls).sha256()).isEqualTo("ab".repeat(32));
    assertThat(new RemoteFile("a.gz", 0, sum, urls).unpackedName()).isEqualTo("a");
    for (String name : List.of("../a", "a/b", "a\\b", "", ".hidden", "..")) {
      assertThatThrownBy(() -> new RemoteFile(name, 0, sum, urls))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("[data] a plain file name is needed, without folders, not '" + name + "'");
    }
    assertThatThrownBy(() -> new RemoteFile("a", -1, sum, urls))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RemoteFile("a", 0, "abc", urls))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RemoteFile("a", 0, sum, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ---- small files of the same kind ----

  private void putIdx(String name, int... bytes) throws IOException {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    Files.write(folder.resolve(name), content);
  }

  private void putSmallMnist() throws IOException {
    putIdx("train-images-idx3-ubyte", 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 255, 4);
    putIdx("train-labels-idx1-ubyte", 0, 0, 8, 1, 0, 0, 0, 2, 7, 0);
    putIdx("t10k-images-idx3-ubyte", 0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 5, 6);
    putIdx("t10k-labels-idx1-ubyte", 0, 0, 8, 1, 0, 0, 0, 1, 9);
  }

  @Test
  void putsImagesAndLabelsOfBothPartsTogether() throws IOException {
    putSmallMnist();
    var mnist = Mnist.load(folder);

    assertThat(mnist.train()).hasToString("mnist train: 2 rows (1 × 2), 10 classes");
    assertThat(mnist.train().features().toInts()).containsExactly(1, 2, 255, 4);
    assertThat(mnist.train().labels()).containsExactly(7, 0);
    assertThat(mnist.test().features().toInts()).containsExactly(5, 6);
    assertThat(mnist.test().labels()).containsExactly(9);
    assertThat(mnist.train().scaling()).isEqualTo(PixelScaling.UNIT);
    assertThat(mnist.train().batch(new int[] {1}).features().toFloats())
        .containsExactly(1, 4 / 255f);
  }

  @Test
  void refusesLabelsThatAreNotAsManyAsTheImages() throws IOException {
    putSmallMnist();
    putIdx("train-labels-idx1-ubyte", 0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 1);

    assertThatThrownBy(() -> Mnist.load(folder))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder.resolve("train-labels-idx1-ubyte")
                + ": there are 3 labels, but 2 images in "
                + folder.resolve("train-images-idx3-ubyte")
                + ". Do the two files belong together?");
  }

  @Test
  void refusesALabelThatIsNoClass() throws IOException {
    putSmallMnist();
    putIdx("train-labels-idx1-ubyte", 0, 0, 8, 1, 0, 0, 0, 2, 7, 200);

    assertThatThrownBy(() -> Mnist.load(folder))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder.resolve("train-labels-idx1-ubyte")
                + ": label 1 (from 0) is 200, but the classes are numbered 0 to 9. Is this the"
                + " file of another data set?");
  }

  @Test
  void refusesATableThatIsNotTheKnownOne() throws IOException {
    var iris = KnownData.named("iris");
    var file = folder.resolve("iris.csv");
    Files.writeString(file, "a,b,c,d,e\n5.1,3.5,1.4,0.2,0\n");
    assertThatThrownBy(() -> KnownTables.load(iris, DataStore.in(folder)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            file
                + ", line 1: the file of iris starts with \"150,4,setosa,versicolor,virginica\", not"
                + " with \"a,b,c,d,e\". Fetch it from https://raw.githubusercontent.com/"
                + "scikit-learn/scikit-learn/1.5.2/sklearn/datasets/data/iris.csv, or train on this"
                + " one as a table of your own");
    Files.writeString(file, "150,4,setosa,versicolor,virginica\n5.1,3.5,1.4,0.2,0\n");
    assertThatThrownBy(() -> KnownTables.load(iris, DataStore.in(folder)))
        .hasMessage(
            file
                + ": this part of iris has 150 rows, but there are 1. Fetch the file again, or"
                + " train on it as a table of your own");
    Files.writeString(file, "150,4,setosa,versicolor,virginica\n5.1,3.5,1.4,0.2,3\n");
    assertThatThrownBy(() -> KnownTables.load(iris, DataStore.in(folder)))
        .hasMessage(file + ", line 2, column 5 \"species\": the classes are numbered 0 to 2 here");
    Files.writeString(folder.resolve("housing.csv"), "a,b\n1,2\n");
    assertThatThrownBy(
            () -> KnownTables.load(KnownData.named("california-housing"), DataStore.in(folder)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "housing.csv: the columns of california-housing are longitude, ", ", not a, b. Train");
  }

  @Test
  void doesNotTakeImagesForTablesNorTablesForImages() {
    assertThatThrownBy(() -> KnownTables.load(KnownData.named("mnist"), DataStore.in(folder)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[data] mnist is no table, but a set of images");
    assertThatThrownBy(() -> KnownTables.options(KnownData.named("digits")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[data] digits is no table, but a set of images");
    assertThatThrownBy(() -> ImageFiles.load(KnownData.named("iris"), DataStore.in(folder)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[data] iris has no files of images");
  }

  // ---- drawn digits ----

  @Test
  void drawsDigitsThatDependOnTheSeedAlone() {
    var digits = Digits.load(3, 53, 17);
    assertThat(digits.train()).hasToString("digits train: 53 rows (28 × 28), 10 classes");
    assertThat(digits.test()).hasToString("digits test: 17 rows (28 × 28), 10 classes");
    assertThat(digits.train().features().dtype()).isEqualTo(DType.U8);

    var more = Digits.load(3, 70, 1).train();
    assertThat(more.features().slice(0, 0, 53).toInts())
        .isEqualTo(digits.train().features().toInts());
    assertThat(more.features().slice(0, 53, 70).toInts())
        .isEqualTo(digits.test().features().toInts());
    assertThat(Arrays.copyOfRange(more.labels(), 53, 70)).isEqualTo(digits.test().labels());
    assertThat(Digits.load(4, 53, 17).train().features().toInts())
        .isNotEqualTo(digits.train().features().toInts());
    assertThatThrownBy(() -> Digits.load(1, 0, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void drawsAsManyDigitsAsTheCatalogueSays() {
    var digits = Digits.load(1);
    assertThat(digits.train().rows()).isEqualTo(KnownData.named("digits").trainRows());
    assertThat(digits.test().rows()).isEqualTo(KnownData.named("digits").testRows());
  }

  // ---- the real files ----

  private static DataStore real() {
    return DataStore.in(Path.of(System.getenv("JACOBI_DATA")));
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void theCatalogueDescribesTheRealFiles() throws IOException {
    for (var set : KnownData.all()) {
      for (var file : set.files()) {
        var path = real().find(set, file);
        assertThat(path).hasSize(file.size());
        assertThat(Sha256.of(path)).as(file.name()).isEqualTo(file.sha256());
      }
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void readsMnist() {
    var mnist = Mnist.load(real());
    assertThat(mnist.train().features().shape()).isEqualTo(Shape.of(60_000, 784));
    assertThat(mnist.test().features().shape()).isEqualTo(Shape.of(10_000, 784));
    assertThat(mnist.train().classCounts())
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(mnist.test().classCounts())
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    assertThat(mnist.train().classNames().get(7)).isEqualTo("7");
    assertMoments(mnist.train(), 0.1307, 0.3081);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void readsFashionMnist() {
    var clothes = FashionMnist.load(real());
    assertThat(clothes.train().classCounts()).hasSize(10).containsOnly(6000);
    assertThat(clothes.test().classCounts()).hasSize(10).containsOnly(1000);
    assertThat(clothes.train().classNames().getFirst()).isEqualTo("T-shirt/top");
    assertMoments(clothes.train(), 0.2860, 0.3530);
  }

  private static void assertMoments(Dataset images, double mean, double deviation) {
    byte[] bytes = images.features().segment().toArray(JAVA_BYTE);
    long sum = 0;
    long squares = 0;
    for (byte b : bytes) {
      int pixel = b & 0xff;
      sum += pixel;
      squares += (long) pixel * pixel;
    }
    double average = (double) sum / bytes.length;
    double variance = (double) squares / bytes.length - average * average;
    assertThat(average / 255).isCloseTo(mean, within(5e-5));
    assertThat(Math.sqrt(variance) / 255).isCloseTo(deviation, within(5e-5));
  }

  private static CsvTable table(String name) {
    var tables = KnownTables.load(KnownData.named(name), real());
    assertThat(tables.test()).isNull();
    return tables.train();
  }

  private static Map<String, Integer> counts(CsvTable table, String column) {
    var counts = new TreeMap<String, Integer>();
    int index = table.column(column);
    for (int row = 0; row < table.rows(); row++) {
      counts.merge(String.valueOf(table.text(row, index)), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void readsBreastCancer() {
    var table = table("breast-cancer");
    assertThat(table.rows()).isEqualTo(569);
    assertThat(table.columns()).hasSize(31);
    assertThat(counts(table, "diagnosis")).isEqualTo(Map.of("malignant", 212, "benign", 357));
    assertThat(table.number(0, table.column("mean radius"))).isEqualTo(17.99);
    assertThat(table.number(0, table.column("error of area"))).isEqualTo(153.4);
    assertThat(table.number(0, table.column("worst fractal dimension"))).isEqualTo(0.1189);
    assertThat(table.line(0)).isEqualTo(2);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void readsIrisAndWine() {
    var iris = table("iris");
    assertThat(iris.rows()).isEqualTo(150);
    assertThat(counts(iris, "species"))
        .isEqualTo(Map.of("setosa", 50, "versicolor", 50, "virginica", 50));
    assertThat(iris.number(0, iris.column("petal width"))).isEqualTo(0.2);
    var wine = table("wine");
    assertThat(wine.rows()).isEqualTo(178);
    assertThat(counts(wine, "class"))
        .isEqualTo(Map.of("class_0", 59, "class_1", 71, "class_2", 48));
    assertThat(wine.number(0, wine.column("proline"))).isEqualTo(1065);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void readsCaliforniaHousing() {
    var table = table("california-housing");
    assertThat(table.rows()).isEqualTo(20_640);
    assertThat(table.missing(table.column("total_bedrooms"))).isEqualTo(207);
    assertThat(counts(table, "ocean_proximity"))
        .containsOnlyKeys("<1H OCEAN", "INLAND", "ISLAND", "NEAR BAY", "NEAR OCEAN");
    assertThat(Arrays.stream(table.numbers(table.column("median_house_value"))).max())
        .hasValue(500_001);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void readsAdultWithTheSameLabelsInBothParts() {
    var adult = KnownTables.load(KnownData.named("adult"), real());
    assertThat(adult.train().rows()).isEqualTo(32_561);
    assertThat(adult.test().rows()).isEqualTo(16_281);
    assertThat(adult.train().columns()).hasSize(15).isEqualTo(adult.test().columns());
    assertThat(adult.train().missing(adult.train().column("workclass"))).isEqualTo(1836);
    assertThat(adult.train().missing(adult.train().column("occupation"))).isEqualTo(1843);
    assertThat(adult.train().missing(adult.train().column("native-country"))).isEqualTo(583);
    assertThat(counts(adult.train(), "income")).isEqualTo(Map.of("<=50K", 24_720, ">50K", 7841));
    assertThat(counts(adult.test(), "income")).isEqualTo(Map.of("<=50K", 12_435, ">50K", 3846));
  }

  private static Dataset prepared(String name) {
    var set = KnownData.named(name);
    var table = KnownTables.load(set, real()).train();
    return Preprocessor.fit(table, KnownTables.options(set)).transform(table);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void preparesEachTableWithItsTargetAndTask() {
    var cancer = prepared("breast-cancer");
    assertThat(cancer.featureShape()).isEqualTo(Shape.of(30));
    assertThat(cancer.classNames()).containsExactlyInAnyOrder("malignant", "benign");
    int malignant = cancer.classNames().indexOf("malignant");
    assertThat(cancer.classCounts()[malignant]).isEqualTo(212);
    assertThat(prepared("iris").classNames())
        .containsExactlyInAnyOrder("setosa", "versicolor", "virginica");
    assertThat(prepared("wine").featureShape()).isEqualTo(Shape.of(13));
    // eight numbers and one feature for each of the five places
    var housing = prepared("california-housing");
    assertThat(housing.task()).isEqualTo(Task.REGRESSION);
    assertThat(housing.featureShape()).isEqualTo(Shape.of(13));
    assertThat(housing.targets().get(0, 0)).isEqualTo(452_600);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void preparesBothPartsOfAdultAlikeAlsoFromTheUsersOwnCopy() {
    var set = KnownData.named("adult");
    var adult = KnownTables.load(set, real());
    var preprocessor = Preprocessor.fit(adult.train(), KnownTables.options(set));

    assertThat(preprocessor.transform(adult.train()).classCounts()).containsExactly(24_720, 7841);
    var ownCopy =
        CsvTable.read(
            real().find(set, set.files().get(1)), CsvOptions.standard().columnNames(set.columns()));
    for (var test : List.of(Objects.requireNonNull(adult.test()), ownCopy)) {
      var dataset = preprocessor.transform(test);
      assertThat(dataset.classNames()).containsExactly("<=50K", ">50K");
      assertThat(dataset.classCounts()).containsExactly(12_435, 3846);
    }
  }
}
