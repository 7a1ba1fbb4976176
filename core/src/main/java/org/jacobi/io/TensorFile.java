package org.jacobi.io;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jacobi.array.NDArray;
import org.jacobi.array.Quoted;
import org.jacobi.data.DataException;

/**
 * The content of a safetensors file: arrays by name, in the order of the file, and free text by
 * key.
 *
 * @param tensors the arrays by name; give a map with an order, such as a {@link LinkedHashMap}
 * @param metadata free text by key
 */
public record TensorFile(Map<String, NDArray> tensors, Map<String, String> metadata) {
  /** Copies both maps; they cannot be changed afterwards. */
  public TensorFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** Arrays without metadata. */
  public TensorFile(Map<String, NDArray> tensors) {
    this(tensors, Map.of());
  }

  /**
   * One array.
   *
   * @throws DataException if there is none of this name
   */
  public NDArray tensor(String name) {
    var tensor = tensors.get(name);
    if (tensor == null) {
      throw new DataException(
          "there is no tensor "
              + Quoted.of(name)
              + " in the file; there are "
              + TensorHeader.some(tensors.keySet())
              + ".");
    }
    return tensor;
  }
}
