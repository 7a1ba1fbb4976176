package org.jacobi.data;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jacobi.data.KnownData.Form;

/** The facts about the data sets that ship with Jacobi. */
final class KnownCatalog {
  private static final String RAW = "https://raw.githubusercontent.com/";
  private static final String CC_BY = "CC BY 4.0";

  private static final List<String> DIGIT_NAMES =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  static final KnownData DIGITS =
      new KnownData(
          "digits",
          "drawn digits 28 × 28, made by Jacobi itself: no download",
          Form.DRAWN,
          Task.CLASSIFICATION,
          DrawnDigits.DEFAULT_TRAIN,
          DrawnDigits.DEFAULT_TEST,
          784,
          DIGIT_NAMES,
          List.of(),
          "",
          "Jacobi",
          "Apache-2.0",
          List.of());

  static final KnownData MNIST =
      images(
          "mnist",
          "handwritten digits 28 × 28, the classic",
          DIGIT_NAMES,
          "Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits, 1998",
          "CC BY-SA 3.0",
          imageFiles(
              List.of(
                  "https://ossci-datasets.s3.amazonaws.com/mnist/",
                  "https://storage.googleapis.com/cvdf-datasets/mnist/"),
              new long[] {9912422, 28881, 1648877, 4542},
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));

  static final KnownData FASHION_MNIST =
      images(
          "fashion-mnist",
          "pieces of clothing 28 × 28, harder than mnist",
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          "H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST, 2017",
          "MIT",
          imageFiles(
              List.of(
                  RAW + "zalandoresearch/fashion-mnist/master/data/fashion/",
                  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
              new long[] {26421880, 29515, 4422102, 5148},
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));

  static final KnownData BREAST_CANCER =
      table(
          "breast-cancer",
          "is a tumour malignant or benign, from 30 measurements of cell nuclei",
          Form.TABLE_WITH_COUNTS,
          Task.CLASSIFICATION,
          569,
          0,
          List.of("malignant", "benign"),
          with(cellColumns(), "diagnosis"),
          "diagnosis",
          "W. H. Wolberg, W. N. Street, O. L. Mangasarian, UCI Machine Learning Repository, 1995",
          CC_BY,
          fromScikitLearn(
              "breast_cancer.csv",
              119913,
              "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed"));

  static final KnownData IRIS =
      table(
          "iris",
          "three species of iris from four lengths; small",
          Form.TABLE_WITH_COUNTS,
          Task.CLASSIFICATION,
          150,
          0,
          List.of("setosa", "versicolor", "virginica"),
          List.of("sepal length", "sepal width", "petal length", "petal width", "species"),
          "species",
          "R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936",
          CC_BY,
          fromScikitLearn(
              "iris.csv",
              2734,
              "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449"));

  static final KnownData WINE =
      table(
          "wine",
          "three growers of wine from 13 chemical measurements; small",
          Form.TABLE_WITH_COUNTS,
          Task.CLASSIFICATION,
          178,
          0,
          List.of("class_0", "class_1", "class_2"),
          List.of(
              "alcohol",
              "malic acid",
              "ash",
              "alcalinity of ash",
              "magnesium",
              "total phenols",
              "flavanoids",
              "nonflavanoid phenols",
              "proanthocyanins",
              "colour intensity",
              "hue",
              "OD280/OD315 of diluted wines",
              "proline",
              "class"),
          "class",
          "M. Forina and others, UCI Machine Learning Repository, 1991",
          CC_BY,
          fromScikitLearn(
              "wine_data.csv",
              11157,
              "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede"));

  static final KnownData CALIFORNIA_HOUSING =
      table(
          "california-housing",
          "price of houses in a district; a category, and gaps in one column",
          Form.TABLE_WITH_NAMES,
          Task.REGRESSION,
          20640,
          0,
          List.of(),
          List.of(
              "longitude",
              "latitude",
              "housing_median_age",
              "total_rooms",
              "total_bedrooms",
              "population",
              "households",
              "median_income",
              "median_house_value",
              "ocean_proximity"),
          "median_house_value",
          "R. K. Pace, R. Barry, Sparse Spatial Autoregressions, 1997, as changed by A. Géron",
          "none stated (US census)",
          new RemoteFile(
              "housing.csv",
              1423529,
              "2364609dc48bec7df3ba9dbb7041478e704ecddcee70ef1827ec3fc49d22c0cc",
              addresses(
                  "ageron/data",
                  "main",
                  "2ea73147454d2ff8c8a933913be4606f05b352ca",
                  "housing/housing.csv")));

  static final KnownData ADULT =
      table(
          "adult",
          "does a person earn more than 50,000 dollars; categories and gaps",
          Form.TABLE_WITHOUT_HEADER,
          Task.CLASSIFICATION,
          32561,
          16281,
          List.of("<=50K", ">50K"),
          List.of(
              "age",
              "workclass",
              "fnlwgt",
              "education",
              "education-num",
              "marital-status",
              "occupation",
              "relationship",
              "race",
              "sex",
              "capital-gain",
              "capital-loss",
              "hours-per-week",
              "native-country",
              "income"),
          "income",
          "B. Becker, R. Kohavi, UCI Machine Learning Repository, 1996",
          CC_BY,
          adultFile(
              "adult-train.csv",
              3974305,
              "5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d"),
          adultFile(
              "adult-test.csv",
              2003132,
              "72567b94f5c1a6f8501377dd80f93892c3848ff071cf91ba47e00b0785a28074"));

  static final List<KnownData> ALL =
      List.of(DIGITS, MNIST, FASHION_MNIST, BREAST_CANCER, IRIS, WINE, CALIFORNIA_HOUSING, ADULT);

  private KnownCatalog() {}

  private static KnownData images(
      String name,
      String description,
      List<String> classNames,
      String source,
      String licence,
      List<RemoteFile> files) {
    return new KnownData(
        name,
        description,
        Form.IMAGES,
        Task.CLASSIFICATION,
        60_000,
        10_000,
        784,
        classNames,
        List.of(),
        "",
        source,
        licence,
        files);
  }

  private static List<RemoteFile> imageFiles(List<String> folders, long[] sizes, String... sums) {
    var names =
        List.of(
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz");
    var files = new ArrayList<RemoteFile>();
    for (int i = 0; i < sizes.length; i++) {
      String name = names.get(i);
      var urls = folders.stream().map(folder -> URI.create(folder + name)).toList();
      files.add(new RemoteFile(name, sizes[i], sums[i], urls));
    }
    return files;
  }

  private static KnownData table(
      String name,
      String description,
      Form form,
      Task task,
      int trainRows,
      int testRows,
      List<String> classNames,
      List<String> columns,
      String target,
      String source,
      String licence,
      RemoteFile... files) {
    return new KnownData(
        name,
        description,
        form,
        task,
        trainRows,
        testRows,
        columns.size() - 1,
        classNames,
        columns,
        target,
        source,
        licence,
        List.of(files));
  }

  private static List<String> cellColumns() {
    var measured =
        List.of(
            "radius",
            "texture",
            "perimeter",
            "area",
            "smoothness",
            "compactness",
            "concavity",
            "concave points",
            "symmetry",
            "fractal dimension");
    return Stream.of("mean ", "error of ", "worst ")
        .flatMap(kind -> measured.stream().map(kind::concat))
        .toList();
  }

  private static List<String> with(List<String> columns, String last) {
    return Stream.concat(columns.stream(), Stream.of(last)).toList();
  }

  private static RemoteFile fromScikitLearn(String name, long size, String sha256) {
    return new RemoteFile(
        name,
        size,
        sha256,
        addresses("scikit-learn/scikit-learn", "1.5.2", "main", "sklearn/datasets/data/" + name));
  }

  private static RemoteFile adultFile(String name, long size, String sha256) {
    return new RemoteFile(
        name,
        size,
        sha256,
        addresses(
            "jbrownlee/Datasets", "master", "d20fcb6402ae34e653d4513b00f39257bb37ed7f", name));
  }

  /** The same file at two states of a GitHub repository: should one go, the other may remain. */
  private static List<URI> addresses(String repository, String first, String second, String path) {
    return Stream.of(first, second)
        .map(state -> URI.create(RAW + repository + "/" + state + "/" + path))
        .toList();
  }
}
