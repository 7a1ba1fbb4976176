package org.jacobi.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.tensor.GradientSink;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * All parameters of a model in one array of values and one of gradients, in the order of their
 * declaration, each at a multiple of 64 bytes; the gaps hold zeros. An optimizer runs over both in
 * one pass; parameter groups are ranges.
 */
public final class ParamStore {
  private final List<Param> params;
  private final int[] offsets;
  private final int length;
  private final NDArray values;
  private final NDArray gradients;

  ParamStore(List<Param> params, List<String> paths, DType dtype) {
    this.params = List.copyOf(params);
    this.offsets = new int[params.size()];
    long alignment = Slab.ALIGNMENT / dtype.bytes();
    long end = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = Math.toIntExact(end);
      end += (params.get(i).shape().size() + alignment - 1) / alignment * alignment;
    }
    this.length = Math.toIntExact(end);
    this.values = newSlab(dtype);
    this.gradients = newSlab(dtype);
    for (int i = 0; i < offsets.length; i++) {
      params.get(i).bind(paths.get(i), part(values, i), part(gradients, i));
    }
  }

  private NDArray newSlab(DType dtype) {
    return NDArray.permanent(dtype, Shape.of(length));
  }

  /**
   * A new array of zeros with the layout of the values: for gradients of a shard, or optimizer
   * state.
   */
  public NDArray newSlab() {
    return newSlab(values.dtype());
  }

  /** Draws every parameter from (seed, "init", path). */
  void draw(long seed) {
    for (Param param : params) {
      param.init().fill(param.value(), param.fan(), Rng.of(seed, "init").derive(param.path()));
    }
  }

  /** The parameters in order; a tied one stands once. */
  public List<Param> params() {
    return params;
  }

  /** All values. */
  public NDArray values() {
    return values;
  }

  /** All gradients; of a parameter that no walk back has reached they are not defined. */
  public NDArray gradients() {
    return gradients;
  }

  /** Position of the i-th parameter in the slabs, in elements. */
  public int offset(int i) {
    return offsets[i];
  }

  /** The part of a slab that belongs to the i-th parameter, in its shape. */
  public NDArray part(NDArray slab, int i) {
    var shape = params.get(i).shape();
    int from = offsets[i];
    return slab.slice(0, from, from + Math.toIntExact(shape.size())).reshape(shape.toArray());
  }

  /** Length of the slabs in elements, gaps included. */
  public int length() {
    return length;
  }

  /** How many numbers all parameters have. */
  public long size() {
    return params.stream().mapToLong(param -> param.shape().size()).sum();
  }

  /** How many of them training changes: those that are not frozen. */
  public long trainable() {
    return params.stream()
        .filter(param -> !param.isFrozen())
        .mapToLong(param -> param.shape().size())
        .sum();
  }

  /** A sink that directs the gradients of one walk back, or of several, to a slab. */
  public SlabSink sinkInto(NDArray slab) {
    return new SlabSink(slab);
  }

  /** Directs leaf gradients to a slab: the first contribution is written, later ones are added. */
  public final class SlabSink implements GradientSink {
    private final IdentityHashMap<Tensor, Integer> indices = new IdentityHashMap<>();
    private final boolean[] written = new boolean[offsets.length];
    private final NDArray[] parts = new NDArray[offsets.length];

    private SlabSink(NDArray slab) {
      for (int i = 0; i < offsets.length; i++) {
        indices.put(params.get(i).tensor(), i);
        parts[i] = part(slab, i);
      }
    }

    /** Forgets what was written: the next walk back starts anew. */
    public void restart() {
      Arrays.fill(written, false);
    }

    @Override
    public @Nullable NDArray place(Tensor leaf) {
      Integer index = indices.get(leaf);
      if (index == null || written[index]) {
        return null;
      }
      written[index] = true;
      return parts[index];
    }

    @Override
    public void accept(Tensor leaf, Tensor gradient) {
      Integer index = indices.get(leaf);
      if (index == null) {
        return; // a leaf of the user's own, outside of the model
      }
      var part = parts[index];
      if (gradient.value() == part) {
        return; // computed in its place
      }
      if (written[index]) {
        Kernels.current().binary(BinaryFn.ADD, part, gradient.value(), part);
      } else {
        part.copyFrom(gradient.value());
        written[index] = true;
      }
    }

    /** Writes zeros for the parameters that no gradient has reached. */
    public void finish() {
      for (int i = 0; i < written.length; i++) {
        if (!written[i]) {
          parts[i].fill(0);
        }
      }
    }
  }

  /**
   * The gradients that {@link Tensor#backward} left, whole: parameters that no walk back has
   * reached get zeros.
   *
   * @throws IllegalStateException if no parameter has a gradient
   */
  public NDArray collectGradients() {
    List<String> without = new ArrayList<>();
    for (int i = 0; i < offsets.length; i++) {
      Tensor tensor = params.get(i).tensor();
      var part = part(gradients, i);
      if (!tensor.hasGrad()) {
        without.add(params.get(i).path());
        part.fill(0);
      } else if (tensor.grad().value().segment().address() != part.segment().address()) {
        part.copyFrom(tensor.grad().value());
      }
    }
    if (without.size() == offsets.length && !without.isEmpty()) {
      throw new IllegalStateException(
          "[step] no parameter has a gradient: call backward() on the loss before step()");
    }
    return gradients;
  }

  /** Forgets all gradients. */
  public void zeroGrad() {
    params.forEach(param -> param.tensor().zeroGrad());
  }
}
