package dev.nightshift.assertion;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.oracle.DenseOracle;
import java.util.SplittableRandom;
import org.assertj.core.api.AbstractAssert;

/** Assertions on circuits. */
public final class CircuitAssert extends AbstractAssert<CircuitAssert, Circuit> {
  private static final double TOLERANCE = 1e-10;

  CircuitAssert(Circuit actual) {
    super(actual, CircuitAssert.class);
  }

  /**
   * Both make the same state up to a global phase, at three random bindings of parameters of the
   * same names; by {@link DenseOracle}, so for small circuits without measurement.
   */
  public CircuitAssert isEquivalentTo(Circuit other) {
    isNotNull();
    if (actual.qubits() != other.qubits() || !actual.parameters().equals(other.parameters())) {
      failWithMessage("%s has other qubits or parameters than %s", actual, other);
    }
    SplittableRandom random = Seed.of(20261123).random();
    for (int trial = 0; trial < 3; trial++) {
      double[] values = random.doubles(actual.parameters().size(), -Math.PI, Math.PI).toArray();
      new NumbersAssert(DenseOracle.state(actual, values))
          .as("state of %s at %s", actual, values)
          .isCloseUpToGlobalPhase(DenseOracle.state(other, values), TOLERANCE);
    }
    return this;
  }
}
