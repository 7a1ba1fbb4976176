package org.jacobi.train;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jacobi.array.NDArray;
import org.jacobi.data.Sha256;
import org.jacobi.nn.LayerBuffer;
import org.jacobi.nn.ParamStore;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Optimizer;

/**
 * Where a training stands, in 64 hexadecimal digits: the SHA-256 over all parameters, buffers and
 * optimizer states, bit by bit. Two runs with the same hash at a step are the same run.
 *
 * <p>What goes in, in this order: for each parameter its path, type, shape and numbers; for each
 * buffer the same; for each state of the optimizer its name and its numbers for each parameter; the
 * numbers that the optimizer counts, sorted by name. Gaps between parameters do not count.
 */
public final class RunHash {
  private RunHash() {}

  /**
   * The hash of a model and the optimizer that works over it.
   *
   * @throws IllegalStateException if the optimizer works over no model yet
   */
  public static String of(UnaryLayer model, Optimizer optimizer) {
    return of(
        model,
        model.store().values(),
        model.buffers().stream().map(LayerBuffer::value).toList(),
        optimizer.stateArrays(),
        optimizer.stateNumbers());
  }

  /** The same of copies that were made of a model's parameters, its buffers, and the states. */
  static String of(
      UnaryLayer model,
      NDArray values,
      List<NDArray> buffers,
      Map<String, NDArray> states,
      Map<String, Number> numbers) {
    var digest = Sha256.digest();
    ParamStore store = model.store();
    addAll(digest, "", store, values);
    for (int i = 0; i < buffers.size(); i++) {
      add(digest, model.buffers().get(i).path(), buffers.get(i));
    }
    states.forEach((name, slab) -> addAll(digest, name + "/", store, slab));
    new TreeMap<>(numbers).forEach((name, number) -> text(digest, name + " " + number));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void addAll(MessageDigest digest, String prefix, ParamStore store, NDArray slab) {
    for (int i = 0; i < store.params().size(); i++) {
      add(digest, prefix + store.params().get(i).path(), store.part(slab, i));
    }
  }

  private static void add(MessageDigest digest, String name, NDArray array) {
    text(digest, name + " " + array.dtype() + " " + array.shape());
    Sha256.update(digest, array);
  }

  private static void text(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
