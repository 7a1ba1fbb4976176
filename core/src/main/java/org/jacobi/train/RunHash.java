package org.jacobi.train;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
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
    var digest = Sha256.digest();
    ParamStore store = model.store();
    for (int i = 0; i < store.params().size(); i++) {
      add(digest, store.params().get(i).path(), store.part(store.values(), i));
    }
    for (LayerBuffer buffer : model.buffers()) {
      add(digest, buffer.path(), buffer.value());
    }
    optimizer
        .stateArrays()
        .forEach((name, slab) -> {
          for (int i = 0; i < store.params().size(); i++) {
            add(digest, name + "/" + store.params().get(i).path(), store.part(slab, i));
          }
        });
    new TreeMap<>(optimizer.stateNumbers())
        .forEach((name, number) -> text(digest, name + " " + number));
    return HexFormat.of().formatHex(digest.digest());
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
