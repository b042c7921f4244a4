package dev.nightshift.assertion;

import dev.nightshift.circuit.Circuit;

/** The entry to the house's assertions, to be imported beside AssertJ's. */
public final class HouseAssertions {
  private HouseAssertions() {}

  public static NumbersAssert assertThatNumbers(double... actual) {
    return new NumbersAssert(actual);
  }

  public static CircuitAssert assertThatCircuit(Circuit actual) {
    return new CircuitAssert(actual);
  }
}
