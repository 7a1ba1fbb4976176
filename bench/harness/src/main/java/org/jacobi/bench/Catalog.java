package org.jacobi.bench;

import java.util.ArrayList;
import java.util.List;

/** All frameworks, and for each the settings that are tried. The first is its default. */
final class Catalog {
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

  /** For two threads or more: as many as the machine has cores. */
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private Catalog() {}

  static List<Peer> all() {
    return List.of(jacobi(), libtorch(), djl(), dl4j(), onnx());
  }

  private static Setting setting(String name) {
    return Setting.of(name).java(NATIVE);
  }

  private static Setting many(String name) {
    return setting(CORES + " threads, passive" + name).threads(CORES).passive();
  }

  private static Peer jacobi() {
    var standard = setting(Setting.DEFAULT).java("--add-modules", "jdk.incubator.vector");
    var single = named(standard, "1 thread").option("threads", "1");
    var bf16 = named(standard, "bf16").on("bf16").bf16();
    return new Peer(
        "jacobi",
        "Jacobi",
        "",
        List.of(standard, single, bf16, named(bf16, ", 1 thread").option("threads", "1")),
        List.of(
            standard,
            bf16,
            named(standard, "frozen").on("frozen"),
            named(bf16, ", frozen").on("frozen")));
  }

  private static Peer libtorch() {
    List<Setting> training = new ArrayList<>();
    List<Setting> inference = new ArrayList<>();
    training.add(setting(Setting.DEFAULT));
    inference.add(setting(Setting.DEFAULT));
    for (var base : List.of(setting("1 thread").threads(1), many(""))) {
      var flush = named(base, ", flush").on("flush");
      var flat = named(flush, ", flat").on("flat");
      var fused = named(flush, ", fused").on("fused");
      training.addAll(List.of(base, flush, flat, fused));
      training.addAll(reduced(fused));
      inference.addAll(List.of(base, flush));
      inference.addAll(reduced(flush));
      inference.add(named(flush, ", network of bf16").on("bf16").bf16());
    }
    return new Peer("libtorch", "libtorch 2.10.0 (JavaCPP)", "", training, inference);
  }

  private static List<Setting> reduced(Setting base) {
    return List.of(
        named(base, ", matmul medium").on("medium").bf16(),
        named(base, ", autocast bf16").on("autocast").bf16());
  }

  private static Peer djl() {
    var offline =
        setting(Setting.DEFAULT)
            .java("-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true")
            .env("DJL_OFFLINE", "true");
    var one = threads(named(offline, "1 thread"), 1);
    var several = threads(named(offline, CORES + " threads, passive"), CORES).passive();
    return new Peer(
        "djl",
        "DJL 0.35.1 (PyTorch 2.7.1)",
        "",
        List.of(
            offline.on("easy"),
            named(one, ", EasyTrain").on("easy"),
            named(one, ", own loop"),
            named(several, ", EasyTrain").on("easy"),
            named(several, ", own loop")),
        List.of(
            offline,
            named(one, ", Predictor"),
            named(one, ", direct").on("direct"),
            named(several, ", Predictor"),
            named(several, ", direct").on("direct")));
  }

  private static Setting threads(Setting setting, int count) {
    return setting
        .threads(count)
        .java("-Dai.djl.pytorch.num_threads=" + count)
        .java("-Dai.djl.pytorch.num_interop_threads=1");
  }

  private static Peer dl4j() {
    List<Setting> settings = new ArrayList<>();
    settings.add(setting(Setting.DEFAULT));
    for (String variant : List.of("", "-avx512", "-onednn-avx512")) {
      for (var base : List.of(setting("1 thread").threads(1), many(""))) {
        settings.add(
            variant.isEmpty()
                ? base
                : named(base, ", " + variant.substring(1))
                    .java("-Dorg.bytedeco.javacpp.platform.extension=" + variant));
      }
    }
    return new Peer(
        "dl4j", "DL4J 1.0.0-M2.1", "nd4j-native.*(avx512|onednn).*", settings, settings);
  }

  private static Peer onnx() {
    var settings =
        List.of(
            setting(Setting.DEFAULT),
            setting("1 thread").threads(1),
            setting("1 thread, flush").threads(1).on("flush"),
            setting(CORES + " threads, no spinning").threads(CORES).option("spin", "false"),
            setting(CORES + " threads").threads(CORES));
    return new Peer("onnx", "ONNX Runtime 1.29.0", "", List.of(), settings);
  }

  /** The same with more in its name; the default loses that name. */
  private static Setting named(Setting setting, String more) {
    String start = setting.name().equals(Setting.DEFAULT) ? "" : setting.name();
    return new Setting(
        start + more,
        setting.arithmetic(),
        setting.environment(),
        setting.jvm(),
        setting.options());
  }
}
