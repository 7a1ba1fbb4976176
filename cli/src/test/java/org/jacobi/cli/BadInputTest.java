package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each bad input gives one clear line, exit code 2, and leaves nothing behind. */
class BadInputTest {
  private static final String SETS =
      "digits, mnist, fashion-mnist, breast-cancer, iris, wine, california-housing, adult";

  @TempDir static Path folder;

  private record Case(String command, String line) {}

  private static final List<Case> CASES = new ArrayList<>();

  private static void refuses(String command, String line) {
    CASES.add(new Case(command, line));
  }

  private static void names() {
    refuses(
        "train irs",
        "there is no data set and no file \"irs\"; known data sets are "
            + SETS
            + ". Did you mean \"iris\"?");
    refuses(
        "train god.csv",
        "god.csv: there is no such file. Did you mean \"good.csv\" or \"gap.csv\"?");
    refuses(
        "train good.csv --target kin",
        "good.csv: there is no column \"kin\". Did you mean \"kind\"?");
    refuses("train good.csv --ignore c", "good.csv: there is no column \"c\"");
    refuses(
        "evaluate runs/x",
        "runs/x: there is no such run or model; there is no folder FOLDER/runs either");
    refuses("predict gone.safetensors good.csv", "gone.safetensors: there is no such run or model");
    refuses(
        "train mnist --data empty",
        "empty: there is no train-images-idx3-ubyte.gz of mnist in this folder, nor in a folder mnist inside it. Fetch it from https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz, or name no folder to have it downloaded");
    refuses(
        "train mnist --data nowhere",
        "nowhere: there is no such folder; give the folder that holds the files of mnist");
    refuses(
        "train empty",
        "empty is a folder; name a CSV file, or a known data set ("
            + SETS
            + ") and its folder with --data");
    refuses(
        "trian good.csv",
        "Unmatched arguments from index 0: 'trian', 'good.csv'. Did you mean \"train\"? See jacobi --help");
    refuses(
        "train good.csv --epohs=3",
        "Unknown option: '--epohs=3'. Did you mean \"--epochs\"? See jacobi train --help");
    refuses("run Nope.java", "Nope.java: there is no such program");
  }

  private static void tables() {
    refuses(
        "train text.csv",
        "text.csv, line 22, column 1 \"a\": \"abc\" is not a number, but all other of the 40 values are; correct it, count it among the missing values, or declare the column a category");
    refuses(
        "train ragged.csv",
        "ragged.csv, line 22: this row has 4 fields, but line 1 has 3; add or remove fields, or put a text with the delimiter in it in quotation marks");
    refuses("train nothing.csv", "nothing.csv: the file is empty; a table needs at least one row");
    refuses(
        "train names.csv",
        "names.csv: there are names of columns, but no rows below them; if the first line is a row, read the file without a header");
    refuses(
        "train infinite.csv",
        "infinite.csv, line 22, column 1 \"a\": \"inf\" is no finite number; correct it, or leave the field empty if it is missing");
    refuses(
        "train huge.csv",
        "huge.csv, line 22, column 1 \"a\": \"1e99\" is too large for a 32-bit number");
    refuses(
        "train gap.csv",
        "gap.csv, line 22, column 3 \"kind\": the value to be predicted is missing; fill it in, or take the row out");
    refuses(
        "train single.csv",
        "single.csv: the column \"kind\" is to be predicted, but has only the one class \"p\" in the training rows; at least two are needed");
    refuses(
        "train cut.csv.gz",
        "cut.csv.gz: the gzip file is cut off or damaged; fetch or pack it again");
    refuses(
        "train good.csv --task regress",
        "good.csv, line 2, column 3 \"kind\": \"p\" is not a number");
    refuses(
        "train good.csv --batch-size 33",
        "--batch-size 33 is more than the 32 rows of the training part; it can be 32 at most");
    refuses(
        "train good.csv --folds 41",
        "[folds] the number of parts must lie between 2 and the number of rows, 40, not be 41");
    refuses(
        "train good.csv --data empty",
        "--data is the folder of a known data set, but good.csv is a file of its own; leave out one of the two");
  }

  private static void images() {
    refuses(
        "train mnist --data magic",
        "magic/train-images-idx3-ubyte: not an IDX file of bytes: it starts with 0x00000777, but 0x00000803 marks images, 0x00000801 labels and 0x0000080N bytes in N axes");
    refuses(
        "train mnist --data short",
        "short/train-images-idx3-ubyte: cut short: the header promises (20 × 28 × 28), which is 15680 bytes, but 15675 follow. Fetch the file again");
    refuses(
        "train mnist --data count",
        "count/train-labels-idx1-ubyte: there are 19 labels, but 20 images in count/train-images-idx3-ubyte. Do the two files belong together?");
    refuses(
        "train mnist --data label",
        "label/train-labels-idx1-ubyte: label 0 (from 0) is 11, but the classes are numbered 0 to 9. Is this the file of another data set?");
    refuses(
        "train mnist --data packed",
        "packed/train-images-idx3-ubyte.gz: damaged gzip file: the packed data is cut short. Fetch the file again");
    refuses(
        "train mnist --data images --target x",
        "--target is for tables, but mnist is a set of images");
    refuses(
        "train mnist --data images --test 0.1",
        "mnist has a test part of its own, so nothing is set aside with --test");
  }

  private static void settings() {
    refuses(
        "train good.csv --memory 512",
        "--memory 512 has no unit; give one: 512m, where k, m and g are powers of 1024");
    refuses("train good.csv --memory much", "--memory must be a size such as 512m or 2g, not much");
    refuses("train good.csv --lr 0", "--lr must be a positive number, but is 0");
    refuses("train good.csv --lr NaN", "--lr must be a positive number, but is NaN");
    refuses(
        "train good.csv --lr fast",
        "Invalid value for option '--lr': 'fast' is not a number; see jacobi train --help");
    refuses(
        "train good.csv --momentum 1", "--momentum must be a number from 0 to below 1, but is 1");
    refuses(
        "train good.csv --momentum 0.5",
        "--momentum is for sgd, momentum, nesterov, classic-momentum and averaged-momentum, not for adam");
    refuses("train good.csv --dropout 1", "--dropout must be a number from 0 to below 1, but is 1");
    refuses(
        "train good.csv --hidden 8:1.5",
        "the dropout in --hidden 8:1.5 must be a number from 0 to below 1, but is 1.5");
    refuses(
        "train good.csv --batch-size 0", "--batch-size must be a positive whole number, but is 0");
    refuses(
        "train good.csv --batch-norm --batch-size 1",
        "--batch-norm needs two rows in a batch or more, but --batch-size is 1");
    refuses(
        "train good.csv --hidden 12,x",
        "--hidden 12,x: \"x\" is no size. Write sizes such as 256,128, or 64:sigmoid,32:relu:0.2 with activations and dropout, or none");
    refuses(
        "train good.csv --hidden 12:rlu",
        "--hidden 12:rlu: \"rlu\" is no activation (relu, leaky-relu, elu, gelu, tanh-gelu, silu, softplus, sigmoid, tanh). Did you mean \"elu\" or \"relu\"? Write sizes such as 256,128, or 64:sigmoid,32:relu:0.2 with activations and dropout, or none");
    refuses(
        "train good.csv --activation rel",
        "--activation cannot be \"rel\"; it is one of relu, leaky-relu, elu, gelu, tanh-gelu, silu, softplus, sigmoid, tanh. Did you mean \"relu\"?");
    refuses(
        "train good.csv --optimizer admm",
        "--optimizer cannot be \"admm\"; it is one of sgd, momentum, nesterov, classic-momentum, averaged-momentum, adagrad, adadelta, rmsprop, centered-rmsprop, adam, amsgrad, adamw, adamax, nadam. Did you mean \"adam\"?");
    refuses(
        "train good.csv --output linear",
        "--output linear is for numbers, but classes are to be predicted; take softmax or sigmoid, or say --task regress. For a linear classifier say --hidden none");
    refuses(
        "train good.csv --output sigmoid --loss nll",
        "--loss nll needs --output softmax; with sigmoid take bce, mse, mae, huber or half-squared");
    refuses(
        "train good.csv --output softmax --loss bce",
        "--loss bce needs --output sigmoid; with softmax take cross-entropy");
    refuses(
        "train houses.csv --output softmax",
        "--output softmax gives probabilities of classes, but a number is to be predicted; leave it out, or say --task classify");
    refuses(
        "train houses.csv --loss nll",
        "--loss nll is for classes, but a number is to be predicted; take mse, mae, huber or half-squared, or say --task classify");
    refuses(
        "train good.csv --init he",
        "--init cannot be \"he\"; it is one of auto, pytorch, kaiming-normal, kaiming-uniform, xavier-normal, xavier-uniform, orthogonal, normal, uniform, zeros");
    refuses(
        "train good.csv --schedule onecycle:0.1 --lr 0.2",
        "--schedule onecycle:0.1 sets the learning rate itself, so --lr has no effect; leave it out");
    refuses(
        "train iris --data empty --missing x",
        "--missing is for tables of your own; how iris is written is known");
    refuses(
        "train adult --data empty --header no",
        "--header is for tables of your own; how adult is written is known");
    refuses("train good.csv --epochs 0", "--epochs must be a positive whole number, but is 0");
    refuses(
        "train good.csv --epochs 2 --steps 3",
        "--epochs and --steps both say how long; give one of them");
    refuses(
        "train good.csv --test 1", "--test must be a share between 0 and 1, such as 0.2, but is 1");
    refuses(
        "train good.csv --folds 2 --test 0.5",
        "--folds measures on each row once, so there is nothing to set aside with --test");
    refuses(
        "train good.csv --freeze 7",
        "[freeze] no parameter is, or lies below, 7; there are [0.weight, 0.bias, 2.weight, 2.bias, 4.weight, 4.bias]");
    refuses("train good.csv --freeze 0,2,4", "--freeze leaves no parameter to train");
    refuses(
        "train good.csv --weight-decay -1",
        "--weight-decay must be 0 or a positive number, but is -1");
    refuses("train good.csv --out=", "--out is empty; name a folder, or leave it out");
    refuses(
        "train good.csv --out file",
        "[run folder] file is a file, not a folder; choose another place");
    refuses(
        "train good.csv --out file/run",
        "[run folder] cannot write to the folder file/run (Not a directory); choose another place");
    refuses(
        "train good.csv --out /proc/jacobi",
        "[run folder] cannot write to the folder /proc/jacobi (NoSuchFileException); choose another place");
  }

  private static void models() {
    refuses(
        "predict damaged.safetensors good.csv",
        "damaged.safetensors: the header should have 16 bytes, but only 5 follow. The file is cut off, or no safetensors file.");
    refuses(
        "evaluate damaged.safetensors",
        "damaged.safetensors: the header should have 16 bytes, but only 5 follow. The file is cut off, or no safetensors file.");
    refuses(
        "train good.csv --from damaged.safetensors",
        "damaged.safetensors: the header should have 16 bytes, but only 5 follow. The file is cut off, or no safetensors file.");
    refuses(
        "predict empty good.csv",
        "empty holds no model.safetensors; name the folder of a run, or a model file");
    refuses(
        "predict good other.csv",
        "other.csv: the columns must be those that were fitted on. \"a\" is missing. \"b\" is missing. \"p\" is not known. \"q\" is not known.");
    refuses(
        "predict good good.csv --csv --json",
        "--csv and --json are two forms of the output; choose one");
    refuses(
        "predict good good.csv --invert",
        "--invert is for images, but this model takes the rows of a table");
    refuses(
        "evaluate good mnist --data images",
        "the model does not take images, but mnist is a set of images");
    refuses(
        "train good.csv --from good --hidden 12",
        "--from: the parameters of that model, [0.weight (4 × 2), 0.bias (4), 2.weight (2 × 4), 2.bias (2)], are not those of the network that is asked for, [0.weight (12 × 2), 0.bias (12), 2.weight (2 × 12), 2.bias (2)]; leave out --hidden to take its layers");
    refuses(
        "train good.csv --from good --dropout 0.1",
        "--from takes the layers of that model as they are; with --activation, --no-bias, --init, --dropout or --batch-norm say --hidden too");
    refuses(
        "train good.csv --from good --scaling none",
        "--from prepares the data as for that model, so --scaling has no effect; leave it out");
    refuses(
        "train good.csv --from good --ignore a",
        "--from prepares the data as for that model, so --ignore has no effect; leave it out");
    refuses(
        "train mnist --data images --from good",
        "--from: that model was trained on a table, but mnist is a set of images");
  }

  private static void files() throws IOException {
    Cli.write(folder.resolve("good.csv"), Samples.tableWith(0, ""));
    Cli.write(folder.resolve("houses.csv"), Samples.houses());
    Cli.write(folder.resolve("text.csv"), Samples.tableWith(22, "abc,1,p"));
    Cli.write(folder.resolve("ragged.csv"), Samples.tableWith(22, "1,1,p,more"));
    Cli.write(folder.resolve("infinite.csv"), Samples.tableWith(22, "inf,1,p"));
    Cli.write(folder.resolve("huge.csv"), Samples.tableWith(22, "1e99,1,p"));
    Cli.write(folder.resolve("gap.csv"), Samples.tableWith(22, "1,1,"));
    Cli.write(folder.resolve("single.csv"), Samples.tableWith(0, "").replace(",q", ",p"));
    Cli.write(folder.resolve("nothing.csv"), "");
    Cli.write(folder.resolve("names.csv"), "a,b,kind\n");
    Cli.write(folder.resolve("other.csv"), "p,q\n1,2\n3,4\n");
    Cli.write(folder.resolve("file"), "x");
    Files.createDirectories(folder.resolve("empty"));
    byte[] packed = Samples.gzip(Samples.tableWith(0, "").getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve("cut.csv.gz"), java.util.Arrays.copyOf(packed, packed.length - 9));
    Files.write(
        folder.resolve("damaged.safetensors"),
        new byte[] {16, 0, 0, 0, 0, 0, 0, 0, '{', '"', 'a', '"', ':'});
    Samples.idx(folder.resolve("images"), 0x803, 20, 20, 0, 0);
    Samples.idx(folder.resolve("magic"), 0x777, 20, 20, 0, 0);
    Samples.idx(folder.resolve("short"), 0x803, 20, 20, 0, 5);
    Samples.idx(folder.resolve("count"), 0x803, 20, 19, 0, 0);
    Samples.idx(folder.resolve("label"), 0x803, 20, 20, 11, 0);
    Samples.idx(folder.resolve("packed"), 0x803, 20, 20, 0, 0);
    Path plain = folder.resolve("packed/train-images-idx3-ubyte");
    byte[] cut = java.util.Arrays.copyOf(Samples.gzip(Files.readAllBytes(plain)), 30);
    Files.write(folder.resolve("packed/train-images-idx3-ubyte.gz"), cut);
    Files.delete(plain);
  }

  @TestFactory
  Stream<DynamicTest> eachBadInputGivesOneLineAndLeavesNothing() throws Exception {
    files();
    var trained =
        Cli.run(folder, "train", "good.csv", "--epochs", "1", "--hidden", "4", "--out", "good");
    assertThat(trained.err()).isEmpty();
    names();
    tables();
    images();
    settings();
    models();
    List<String> before = Cli.tree(folder);
    Path input = Files.createTempFile("commands", ".txt");
    Files.write(input, CASES.stream().map(c -> c.command.replace(' ', '\t')).toList());
    Path out = Files.createTempFile("commands", ".out");
    Path err = Files.createTempFile("commands", ".err");
    Cli.builder(folder, "org.jacobi.cli.ManyCommands", folder.toString())
        .redirectInput(input.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start()
        .waitFor();
    String[] outs = Files.readString(out).split("\n");
    String[] errs = Files.readString(err).split(ManyCommands.END + "\n");
    for (Path file : List.of(input, out, err)) {
      Files.delete(file);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < CASES.size(); i++) {
      Case one = CASES.get(i);
      String said = i < errs.length ? errs[i] : "(nothing)";
      String left = i < outs.length ? outs[i] : "(nothing)";
      tests.add(
          DynamicTest.dynamicTest(
              one.command,
              () -> {
                assertThat(said)
                    .isEqualTo(
                        "jacobi: "
                            + one.line.replace("FOLDER", folder.toRealPath().toString())
                            + "\n");
                assertThat(left).isEqualTo(ManyCommands.END + "2" + ManyCommands.END + before);
              }));
    }
    return tests.stream();
  }
}
