package dev.nightshift.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a job asks to be done about the errors of a device, by the names of IBM's V2 primitives.
 *
 * @param twirling random circuits of the same meaning in place of one
 * @param readout where the factors by which readouts shrink expectation values are learned and
 *     divided out (TREX, van den Berg et al., Phys. Rev. A 105, 032620); empty where they stay
 * @param zeroNoise where expectation values are measured at amplified noise and extrapolated to
 *     none (Temme et al., Phys. Rev. Lett. 119, 180509); empty where they are not
 * @see <a
 *     href="https://quantum.cloud.ibm.com/docs/guides/error-mitigation-and-suppression-techniques">IBM's
 *     guide</a>
 */
public record Mitigation(
    Twirling twirling, Optional<ReadoutLearning> readout, Optional<ZeroNoise> zeroNoise) {
  /** Nothing is done. */
  public static final Mitigation NONE =
      new Mitigation(Twirling.NONE, Optional.empty(), Optional.empty());

  /**
   * What a resilience level means.
   *
   * @param level 0, 1 or 2
   * @throws NightshiftException OPTION_VALUE for another
   */
  public static Mitigation ofLevel(int level) {
    return switch (level) {
      case 0 -> NONE;
      case 1 ->
          new Mitigation(
              Twirling.of(false, true), Optional.of(ReadoutLearning.DEFAULT), Optional.empty());
      case 2 ->
          new Mitigation(
              Twirling.of(true, true),
              Optional.of(ReadoutLearning.DEFAULT),
              Optional.of(ZeroNoise.DEFAULT));
      default ->
          throw new NightshiftException(
              ErrorCode.OPTION_VALUE, "resilience_level is %d; give 0, 1 or 2".formatted(level));
    };
  }

  public boolean isNone() {
    return !twirling.gates()
        && !twirling.measurements()
        && readout.isEmpty()
        && zeroNoise.isEmpty();
  }

  /**
   * Pauli twirling.
   *
   * @param gates whether the two-qubit Clifford gates stand between random Paulis
   * @param measurements whether random qubits are flipped before they are measured, and the bits
   *     after
   * @param randomizations random circuits a pub; empty: as many as its shots need
   * @param shotsPerRandomization empty: max(64, ceil(shots / 32)), or what the number of circuits
   *     leaves
   */
  public record Twirling(
      boolean gates,
      boolean measurements,
      OptionalInt randomizations,
      OptionalInt shotsPerRandomization) {
    /** No twirling; the numbers are the service's. */
    public static final Twirling NONE = of(false, false);

    /** Circuits of a pub that asks for exact values, where nothing says how many. */
    private static final int EXACT_RANDOMIZATIONS = 32;

    /** With the service's numbers. */
    public static Twirling of(boolean gates, boolean measurements) {
      return new Twirling(gates, measurements, OptionalInt.empty(), OptionalInt.empty());
    }

    /** Shots of each random circuit of a pub with so many shots. */
    public int shotsEach(int shots) {
      if (shotsPerRandomization.isPresent()) {
        return shotsPerRandomization.getAsInt();
      }
      return randomizations.isPresent()
          ? ceil(shots, randomizations.getAsInt())
          : Math.max(64, ceil(shots, 32));
    }

    /** Random circuits of a pub with so many shots; together they have that many shots or more. */
    public int circuits(int shots) {
      return ceil(shots, shotsEach(shots));
    }

    /** Random circuits of a pub that asks for exact values. */
    public int exactCircuits() {
      return gates ? randomizations.orElse(EXACT_RANDOMIZATIONS) : 1;
    }

    private static int ceil(int shots, int by) {
      return (int) (((long) shots + by - 1) / by);
    }
  }

  /**
   * How the readouts are learned: all measured qubits at |0>, flipped at random.
   *
   * @param randomizations random circuits
   * @param shotsPerRandomization empty: as many as the pubs' own circuits have
   */
  public record ReadoutLearning(int randomizations, OptionalInt shotsPerRandomization) {
    /** The service's. */
    public static final ReadoutLearning DEFAULT = new ReadoutLearning(32, OptionalInt.empty());
  }

  /** Which two-qubit gates are folded where a factor does not ask for all of them alike. */
  public enum Amplifier {
    /** Any, drawn at random. */
    GATE_FOLDING,
    GATE_FOLDING_FRONT,
    GATE_FOLDING_BACK;

    /** The name on the wire. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A curve through the values at amplified noise. */
  public enum Extrapolator {
    EXPONENTIAL(2),
    LINEAR(2),
    DOUBLE_EXPONENTIAL(4),
    POLYNOMIAL_DEGREE_1(2),
    POLYNOMIAL_DEGREE_2(3),
    POLYNOMIAL_DEGREE_3(4),
    POLYNOMIAL_DEGREE_4(5),
    POLYNOMIAL_DEGREE_5(6),
    POLYNOMIAL_DEGREE_6(7),
    POLYNOMIAL_DEGREE_7(8),
    /** No curve: the value at the least factor. */
    FALLBACK(2);

    private final int factors;

    Extrapolator(int factors) {
      this.factors = factors;
    }

    /** Noise factors it takes at least. */
    public int factors() {
      return factors;
    }

    /** The name on the wire. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The one of a name on the wire. */
    public static Optional<Extrapolator> named(String name) {
      return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findAny();
    }
  }

  /**
   * Zero-noise extrapolation.
   *
   * @param factors by which the noise of two-qubit gates is amplified, each at least 1
   * @param extrapolators to try, in order
   * @param evaluatedAt factors at which every curve is reported beside the result; 0 is no noise
   */
  public record ZeroNoise(
      Amplifier amplifier,
      List<Double> factors,
      List<Extrapolator> extrapolators,
      List<Double> evaluatedAt) {
    /** The service's. */
    public static final ZeroNoise DEFAULT =
        new ZeroNoise(
            Amplifier.GATE_FOLDING,
            List.of(1.0, 3.0, 5.0),
            List.of(Extrapolator.EXPONENTIAL, Extrapolator.LINEAR),
            List.of(0.0, 1.0, 3.0, 5.0));

    /**
     * @throws NightshiftException OPTION_VALUE for a factor below 1, one that stands twice, or too
     *     few of them for an extrapolator
     */
    public ZeroNoise {
      factors = List.copyOf(factors);
      extrapolators = List.copyOf(extrapolators);
      evaluatedAt = List.copyOf(evaluatedAt);
      for (double factor : factors) {
        if (!(factor >= 1 && factor < 1000)) {
          throw invalid("a noise factor is %s; give 1 to 1000".formatted(factor));
        }
      }
      if (factors.stream().distinct().count() != factors.size()) {
        throw invalid("the noise factors %s hold one twice; give each once".formatted(factors));
      }
      if (extrapolators.isEmpty()) {
        throw invalid("there is no extrapolator; name at least one");
      }
      for (Extrapolator extrapolator : extrapolators) {
        if (factors.size() < extrapolator.factors()) {
          throw invalid(
              "%s takes at least %d noise factors, found %d"
                  .formatted(extrapolator.wireName(), extrapolator.factors(), factors.size()));
        }
      }
      for (double factor : evaluatedAt) {
        if (!(factor >= 0 && Double.isFinite(factor))) {
          throw invalid("curves are evaluated at factor %s; give 0 or more".formatted(factor));
        }
      }
    }

    private static NightshiftException invalid(String message) {
      return new NightshiftException(ErrorCode.OPTION_VALUE, message);
    }
  }
}
