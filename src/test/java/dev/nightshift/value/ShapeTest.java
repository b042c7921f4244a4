package dev.nightshift.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected shapes and indices are NumPy's, by broadcast_shapes and broadcast_to. */
class ShapeTest {
  @Test
  void shapesBroadcastAsInNumPy() {
    assertThat(Shape.broadcast(Shape.of(3, 1), Shape.of(1, 4))).isEqualTo(Shape.of(3, 4));
    assertThat(Shape.broadcast(Shape.of(5), Shape.of(2, 5))).isEqualTo(Shape.of(2, 5));
    assertThat(Shape.broadcast(Shape.SCALAR, Shape.of(3))).isEqualTo(Shape.of(3));
    assertThat(Shape.broadcast(Shape.of(2, 1, 3), Shape.of(4, 1))).isEqualTo(Shape.of(2, 4, 3));
    assertThat(Shape.broadcast(Shape.of(0), Shape.of(1))).isEqualTo(Shape.of(0));
  }

  @Test
  void shapesThatDoNotFitGiveNone() {
    assertThat(Shape.broadcast(Shape.of(3), Shape.of(4))).isNull();
    assertThat(Shape.broadcast(Shape.of(2, 3), Shape.of(2, 1, 4))).isNull();
    assertThat(Shape.broadcast(Shape.of(0), Shape.of(2))).isNull();
  }

  @Test
  void indicesRepeatAlongBroadcastAxes() {
    assertThat(Shape.of(3, 1).indicesIn(Shape.of(3, 4)))
        .containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
    assertThat(Shape.of(4).indicesIn(Shape.of(2, 4))).containsExactly(0, 1, 2, 3, 0, 1, 2, 3);
    assertThat(Shape.of(2, 1, 2).indicesIn(Shape.of(2, 3, 2)))
        .containsExactly(0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3);
    assertThat(Shape.SCALAR.indicesIn(Shape.of(2, 2))).containsExactly(0, 0, 0, 0);
    assertThat(Shape.of(1).indicesIn(Shape.of(0))).isEmpty();
  }

  @Test
  void sizeIsTheProductAndOneForAScalar() {
    assertThat(Shape.SCALAR.size()).isEqualTo(1);
    assertThat(Shape.of(2, 3, 4).size()).isEqualTo(24);
    assertThat(Shape.of(2, 0).size()).isZero();
  }

  @Test
  void printedAsPythonPrintsATuple() {
    assertThat(Shape.SCALAR).hasToString("()");
    assertThat(Shape.of(3)).hasToString("(3,)");
    assertThat(Shape.of(3, 4)).hasToString("(3, 4)");
  }

  @Test
  void aNegativeExtentIsRefused() {
    assertThatThrownBy(() -> new Shape(List.of(2, -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape [2, -1] has a negative extent");
  }
}
