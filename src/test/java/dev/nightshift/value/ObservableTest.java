package dev.nightshift.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservableTest {
  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NightshiftException.class)
        .hasMessage(message)
        .extracting(thrown -> ((NightshiftException) thrown).code())
        .isEqualTo(ErrorCode.OBSERVABLE_INVALID);
  }

  @Test
  void theRightmostLetterActsOnQubitZero() {
    Observable.Term term = Observable.of("XYZI").terms().getFirst();

    assertThat(term.xMask()).isEqualTo(0b1100);
    assertThat(term.zMask()).isEqualTo(0b0110);
  }

  @Test
  void widthAndNormAreThoseOfTheTerms() {
    Observable observable = Observable.of(Map.of("ZZ", -1.5, "XI", 0.5));

    assertThat(observable.qubits()).isEqualTo(2);
    assertThat(observable.norm()).isEqualTo(2.0);
    assertThat(Observable.of("ZZ").terms()).containsExactly(new Observable.Term("ZZ", 1.0));
  }

  @Test
  void givenBadTerms_thenTheErrorNamesThem() {
    refused(
        () -> Observable.of("ZAZ"),
        "Pauli string 'ZAZ' has the letter 'A' at position 1; use I, X, Y and Z only");
    refused(
        () -> Observable.of(""), "a Pauli string is empty; give one letter I, X, Y or Z a qubit");
    refused(
        () -> Observable.of(Map.of("Z", Double.NaN)),
        "the coefficient of 'Z' is NaN; it must be finite");
    refused(
        () -> Observable.of(Map.of()),
        "an observable has no terms; give at least one Pauli string");
    refused(
        () -> new Observable(List.of(new Observable.Term("Z", 1), new Observable.Term("ZZ", 1))),
        "Pauli strings 'Z' and 'ZZ' of one observable have different lengths");
  }

  @Test
  void anArrayHoldsAsManyAsItsShapeSays() {
    List<Observable> two = List.of(Observable.of("Z"), Observable.of("X"));

    assertThat(ObservablesArray.of(two).shape()).isEqualTo(Shape.of(2));
    assertThat(ObservablesArray.of(two.getFirst()).shape()).isEqualTo(Shape.SCALAR);
    refused(
        () -> new ObservablesArray(Shape.of(3), two),
        "an observables array of shape (3,) holds 2 observables; it needs 3");
  }
}
