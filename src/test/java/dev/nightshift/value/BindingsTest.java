package dev.nightshift.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindingsTest {
  private static void refused(Runnable call, ErrorCode code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NightshiftException.class)
        .hasMessage(message)
        .extracting(thrown -> ((NightshiftException) thrown).code())
        .isEqualTo(code);
  }

  @Test
  void rowsAreReadRowMajor() {
    Bindings bindings = Bindings.of(List.of("a", "b"), Shape.of(2, 1), new double[] {1, 2, 3, 4});

    assertThat(bindings.rows()).isEqualTo(2);
    assertThat(bindings.columns()).isEqualTo(2);
    assertThat(bindings.value(0, 1)).isEqualTo(2);
    assertThat(bindings.value(1, 0)).isEqualTo(3);
  }

  @Test
  void oneRowIsAScalarAndManyAreAVector() {
    assertThat(Bindings.row(List.of("a"), 1).shape()).isEqualTo(Shape.SCALAR);
    assertThat(Bindings.rows(List.of("a", "b"), new double[6]).shape()).isEqualTo(Shape.of(3));
    assertThat(Bindings.none().rows()).isEqualTo(1);
    assertThat(Bindings.rows(List.of(), new double[0]).rows()).isEqualTo(1);
  }

  @Test
  void columnsArePutInTheOrderOfTheNames() {
    Bindings bindings = Bindings.rows(List.of("b", "a"), new double[] {1, 2, 3, 4});

    assertThat(bindings.inOrder(List.of("a", "b")))
        .isEqualTo(Bindings.rows(List.of("a", "b"), new double[] {2, 1, 4, 3}))
        .hasSameHashCodeAs(Bindings.rows(List.of("a", "b"), new double[] {2, 1, 4, 3}));
    assertThat(bindings.inOrder(List.of("b", "a"))).isSameAs(bindings);
  }

  @Test
  void givenTheWrongNumberOfValues_thenTheErrorCountsThem() {
    refused(
        () -> Bindings.of(List.of("a", "b"), Shape.of(3), new double[5]),
        ErrorCode.BINDING_SHAPE,
        "bindings of shape (3,) for 2 parameters need 6 values, found 5");
  }

  @Test
  void givenANumberThatIsNotFinite_thenTheErrorNamesItsPlace() {
    refused(
        () -> Bindings.rows(List.of("a", "b"), new double[] {0, 1, 2, Double.NaN}),
        ErrorCode.BINDING_VALUE,
        "parameter b of binding 1 is NaN; parameter values must be finite numbers");
    refused(
        () -> Bindings.row(List.of("a"), Double.NEGATIVE_INFINITY),
        ErrorCode.BINDING_VALUE,
        "parameter a of binding 0 is -Infinity; parameter values must be finite numbers");
  }

  @Test
  void givenNamesThatDiffer_whenOrdered_thenTheErrorListsBoth() {
    Bindings bindings = Bindings.row(List.of("a", "b"), 1, 2);
    refused(
        () -> bindings.inOrder(List.of("a", "c")),
        ErrorCode.PARAMETER_UNBOUND,
        "parameter c has no value; give one for each of [a, c]");
    refused(
        () -> bindings.inOrder(List.of("a")),
        ErrorCode.BINDING_SHAPE,
        "the circuit has the parameters [a], but the bindings name [a, b]");
  }
}
