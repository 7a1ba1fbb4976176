package org.jacobi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jacobi.array.Slab;
import org.jacobi.array.StaleArrayException;
import org.jacobi.array.StepScope;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Outside of the library's packages, as a program is. */
class StaleTensorTest {
  @Test
  void withAssertionsTheLineThatMadeAStaleTensorIsNamed() {
    var x = Tensor.of(1f, 2f, 3f);
    int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
    var stale = StepScope.over(new Slab()).call(() -> x.mul(2).exp());
    assertThatThrownBy(stale::toDoubles)
        .isInstanceOf(StaleArrayException.class)
        .hasMessage(
            "[tensor] this f32 (3), made by exp at StaleTensorTest.java:"
                + line
                + ", belongs to a step that has ended. Read it inside the step, or call keep() on"
                + " it there");
  }
}
