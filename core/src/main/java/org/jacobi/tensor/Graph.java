package org.jacobi.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the operations behind a tensor, for those who show them. A walk back is watched through
 * {@link LayerTrace#walkedBack}.
 *
 * <pre>{@code
 * for (Tensor tensor : Graph.tensors(loss)) {
 *   Op op = tensor.op();
 *   System.out.println(op == null ? "leaf" : op.formula().text());
 * }
 * }</pre>
 */
public final class Graph {
  private Graph() {}

  /**
   * The tensor and all that it was computed from, each once and after all of its operands; the
   * tensor itself is the last. Operands are visited from the first to the last.
   *
   * @throws IllegalStateException if the graph, or a part of it, was released by a walk back
   */
  public static List<Tensor> tensors(Tensor root) {
    record Visit(Tensor tensor, Iterator<Tensor> operands) {}
    List<Tensor> order = new ArrayList<>();
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Visit> path = new ArrayDeque<>();
    seen.add(root);
    path.push(new Visit(root, operands(root).iterator()));
    while (!path.isEmpty()) {
      Visit visit = path.peek();
      if (!visit.operands().hasNext()) {
        order.add(path.pop().tensor());
        continue;
      }
      Tensor operand = visit.operands().next();
      if (seen.add(operand)) {
        path.push(new Visit(operand, operands(operand).iterator()));
      }
    }
    return order;
  }

  /**
   * What a tensor was computed from; none for a leaf.
   *
   * @throws IllegalStateException if the graph was released by a walk back
   */
  public static List<Tensor> operands(Tensor tensor) {
    Op op = tensor.op();
    return op == null ? List.of() : op.operands();
  }

  /**
   * What one operation passes back to each of its operands for an upstream gradient: the product
   * with its transposed Jacobian. Null for operands that ask for no gradient. Nothing is recorded,
   * released or added to {@link Tensor#grad}.
   *
   * @param tensor the output of the operation
   * @param upstream a gradient of the output's shape and type
   * @throws IllegalArgumentException if the tensor is a leaf, or the upstream gradient is not like
   *     it
   * @throws IllegalStateException if the graph was released by a walk back
   */
  public static @Nullable Tensor[] passedBack(Tensor tensor, Tensor upstream) {
    Op op = tensor.op();
    if (op == null) {
      throw new IllegalArgumentException(
          "[graph] a leaf passes nothing back: no operation made it");
    }
    if (!upstream.shape().equals(tensor.shape()) || upstream.dtype() != tensor.dtype()) {
      throw new IllegalArgumentException(
          "[graph] the upstream gradient must be like the output of "
              + op.name()
              + ", "
              + tensor.value().describe()
              + ", not "
              + upstream.value().describe());
    }
    List<Tensor> operands = op.operands();
    op.needs = new boolean[operands.size()];
    for (int i = 0; i < op.needs.length; i++) {
      op.needs[i] = operands.get(i).requiresGrad();
    }
    op.placesIn(null);
    @Nullable Tensor[] gradients = Autograd.noGrad(() -> op.backward(upstream));
    return Arrays.copyOf(gradients, operands.size());
  }
}
