package org.jacobi.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jacobi.array.StepScope;
import org.jspecify.annotations.Nullable;

/**
 * One walk back over a graph: every operation after all of its users, so that its upstream gradient
 * is complete. Gradients are added in an order that follows from the graph alone.
 */
final class BackwardWalk {
  private final Autograd.Walk mode;
  private final @Nullable Map<Tensor, Tensor> targets;
  private final GradientSink sink = GradientSink.SETTING.get();

  /** An operation on this walk; the operation itself knows it, which is faster than a map. */
  static final class Visit {
    private final BackwardWalk walk;
    final Op op;
    final boolean[] needs;
    int next;
    boolean leads;
    @Nullable Tensor upstream;

    Visit(BackwardWalk walk, Op op) {
      this.walk = walk;
      this.op = op;
      this.needs = new boolean[op.inputs().length];
    }
  }

  /** A walk that gives the gradients of these tensors only; of all leaves to the sink if null. */
  BackwardWalk(Autograd.Walk mode, @Nullable Map<Tensor, Tensor> targets) {
    this.mode = mode;
    this.targets = targets;
  }

  void run(Tensor root, Tensor seed) {
    boolean record = mode == Autograd.Walk.RECORD;
    StepScope.current().with(Autograd.RECORDING, record).run(() -> walk(root, seed));
  }

  private void walk(Tensor root, Tensor seed) {
    List<Visit> order = order(root);
    deliver(root, seed);
    while (!order.isEmpty()) {
      Visit visit = order.removeLast();
      Tensor upstream = visit.upstream;
      visit.upstream = null;
      if (visit.leads && upstream != null) {
        step(visit, upstream);
      }
      if (mode == Autograd.Walk.RELEASE) {
        visit.op.release();
      }
    }
  }

  private void step(Visit visit, Tensor upstream) {
    Op op = visit.op;
    Tensor[] inputs = op.inputs();
    op.needs = visit.needs;
    op.placesIn(mode == Autograd.Walk.RECORD || targets != null ? null : sink);
    @Nullable Tensor[] gradients = op.backward(upstream);
    if (gradients.length != inputs.length) {
      throw new IllegalStateException(
          "["
              + op.name()
              + "] backward must give one gradient for each of the "
              + inputs.length
              + " inputs, but gave "
              + gradients.length);
    }
    LayerTrace.SETTING.get().walkedBack(op, upstream, gradients);
    for (int i = 0; i < inputs.length; i++) {
      if (visit.needs[i]) {
        deliver(inputs[i], checked(op, i, inputs[i], gradients[i]));
      }
    }
  }

  private static Tensor checked(Op op, int i, Tensor input, @Nullable Tensor gradient) {
    if (gradient == null) {
      throw new IllegalStateException(
          "[" + op.name() + "] has no derivative with respect to input " + i);
    }
    if (!gradient.shape().equals(input.shape()) || gradient.dtype() != input.dtype()) {
      throw new IllegalStateException(
          "["
              + op.name()
              + "] the gradient of input "
              + i
              + " must be like the input, "
              + input.value().describe()
              + ", but backward gave "
              + gradient.value().describe());
    }
    return gradient;
  }

  private void deliver(Tensor tensor, Tensor gradient) {
    if (targets != null && targets.containsKey(tensor)) {
      targets.merge(tensor, gradient, (old, more) -> old == Tensor.UNSET ? more : old.add(more));
    }
    Op op = tensor.op();
    if (op != null) {
      Visit visit = visit(op);
      if (visit != null) {
        visit.upstream = visit.upstream == null ? gradient : visit.upstream.add(gradient);
      }
    } else if (targets == null && tensor.requiresGrad()) {
      sink.accept(tensor, gradient);
    }
  }

  /** All operations below the root, inputs before users. */
  private List<Visit> order(Tensor root) {
    List<Visit> order = new ArrayList<>();
    Deque<Visit> path = new ArrayDeque<>();
    if (root.op() != null) {
      path.push(enter(root.op()));
    }
    while (!path.isEmpty()) {
      Visit visit = path.peek();
      Tensor[] inputs = visit.op.inputs();
      if (visit.next < inputs.length) {
        Op child = inputs[visit.next++].op();
        if (child != null && visit(child) == null) {
          path.push(enter(child));
        }
      } else {
        leave(visit);
        order.add(path.pop());
      }
    }
    return order;
  }

  private Visit enter(Op op) {
    if (op.isReleased()) {
      throw new IllegalStateException(
          "[backward] this graph was walked before, and its operation "
              + op.name()
              + " is gone. Compute the loss again, or keep the graph with"
              + " backward(Walk.RETAIN)");
    }
    var visit = new Visit(this, op);
    op.visit = visit;
    return visit;
  }

  private @Nullable Visit visit(Op op) {
    Visit visit = op.visit;
    return visit != null && visit.walk == this ? visit : null;
  }

  /** Notes which inputs of an operation lead to somebody who needs a gradient. */
  private void leave(Visit visit) {
    Tensor[] inputs = visit.op.inputs();
    for (int i = 0; i < inputs.length; i++) {
      visit.needs[i] = needsGradient(inputs[i]);
      visit.leads |= visit.needs[i];
    }
  }

  private boolean needsGradient(Tensor input) {
    if (targets != null && targets.containsKey(input)) {
      return true;
    }
    Op op = input.op();
    if (op == null) {
      return targets == null && input.requiresGrad();
    }
    Visit visit = visit(op);
    return visit != null && visit.leads;
  }
}
