package dev.nightshift.transpile.proof;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.FinalMeasurements;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.stabilizer.StabilizerSimulator;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.transpile.layout.ElideSwaps;
import dev.nightshift.transpile.synth.GateSink;
import dev.nightshift.transpile.synth.Unroller;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Proves that a transpiled circuit does what its original does, up to the layout and a global
 * phase.
 *
 * <p>Each virtual qubit is entangled with a partner that nothing touches; then the state of all is
 * the whole unitary (Choi and Jamiołkowski), and equal states are equal unitaries. Few qubits are
 * compared amplitude by amplitude at random values of the parameters. Clifford circuits of any size
 * are followed by the inverse of the original, after which the entangled pairs must be as they
 * were, which 2n Pauli strings tell; parameters take random multiples of a right angle. Wider
 * circuits are compared on random product states. Circuits that measure on their way, or decide on
 * what they have measured, are compared by the distribution of all readings, from random product
 * states and with random axes read in the end.
 */
public final class Equivalence {
  private static final double TOLERANCE = 1e-9;
  private static final int WIDEST_UNITARY = 20;
  private static final int WIDEST_STATE = 22;
  private static final int WIDEST_READINGS = 14;
  private static final int BINDINGS = 2;

  private Equivalence() {}

  /** How it was compared. */
  public enum Method {
    UNITARY,
    TABLEAU,
    STATE,
    READINGS,
    NONE
  }

  /**
   * The outcome.
   *
   * @param equivalent whether both do the same; false where nothing could be compared
   * @param deviation the largest difference that was seen
   */
  public record Verdict(Method method, boolean equivalent, double deviation) {
    @Override
    public String toString() {
      return method == Method.NONE
          ? "not compared: too wide for state vectors and not a Clifford circuit"
          : String.format(
              Locale.ROOT,
              "%s by %s (largest difference %.1e)",
              equivalent ? "equivalent" : "NOT EQUIVALENT",
              method.name().toLowerCase(Locale.ROOT),
              deviation);
    }
  }

  public static Verdict check(Circuit original, Transpiled transpiled, Seed seed) {
    return new Comparison(original, transpiled, seed).check();
  }

  private static final class Comparison {
    private final Circuit original;
    private final Circuit circuit;
    private final int[] start;
    private final int[] end;
    private final int width;
    private final SplittableRandom random;
    private final Simulator simulator = new Simulator();

    /** Physical qubits in use, renumbered without gaps. */
    Comparison(Circuit original, Transpiled transpiled, Seed seed) {
      this.original = original;
      TreeSet<Integer> used = new TreeSet<>(transpiled.initialLayout());
      used.addAll(transpiled.finalLayout());
      for (Instruction instruction : transpiled.circuit().instructions()) {
        if (!(instruction instanceof Instruction.Barrier)) {
          used.addAll(instruction.qubits());
        }
      }
      Map<Integer, Integer> compact = new HashMap<>();
      used.forEach(q -> compact.put(q, compact.size()));
      this.circuit = placed(transpiled.circuit(), compact);
      this.width = compact.size();
      this.start = transpiled.initialLayout().stream().mapToInt(compact::get).toArray();
      this.end = transpiled.finalLayout().stream().mapToInt(compact::get).toArray();
      this.random = seed.split("equivalence").random();
    }

    Verdict check() {
      if (!original.parameters().equals(circuit.parameters())) {
        return new Verdict(Method.UNITARY, false, 1);
      }
      boolean isFinal =
          FinalMeasurements.misfit(original).isEmpty()
              && FinalMeasurements.misfit(circuit).isEmpty();
      if (!isFinal) {
        return width <= WIDEST_READINGS ? readings() : none();
      }
      if (!readsTheSameQubits()) {
        return new Verdict(Method.READINGS, false, 1);
      }
      int n = original.qubits();
      // Gates that only turn phases before a reading may be gone: what is left is readings.
      boolean measures = original.bits() > 0 && counts(original) > 0;
      if (measures && width <= WIDEST_READINGS && n <= 10) {
        return readings();
      }
      if (!measures && n + width <= WIDEST_UNITARY) {
        return states(Method.UNITARY, true);
      }
      double[] right = rightAngles();
      if (isClifford(right)) {
        return measures ? none() : tableau();
      }
      return width <= WIDEST_STATE && !measures ? states(Method.STATE, false) : none();
    }

    private Verdict none() {
      return new Verdict(Method.NONE, false, 0);
    }

    private static int counts(Circuit circuit) {
      return circuit.counts().getOrDefault("measure", 0);
    }

    private boolean readsTheSameQubits() {
      Map<Integer, Integer> expected = new TreeMap<>();
      Map<Integer, Integer> found = new TreeMap<>();
      for (Instruction instruction : original.instructions()) {
        if (instruction instanceof Instruction.Measure(int qubit, int bit)) {
          expected.put(bit, end[qubit]);
        }
      }
      for (Instruction instruction : circuit.instructions()) {
        if (instruction instanceof Instruction.Measure(int qubit, int bit)) {
          found.put(bit, qubit);
        }
      }
      return expected.equals(found);
    }

    // State vectors ------------------------------------------------------------------------------

    /** Whether the amplitudes agree at random values of the parameters. */
    private Verdict states(Method method, boolean entangled) {
      double worst = 0;
      for (int i = 0; i < BINDINGS; i++) {
        double[] values = angles(original.parameters().size());
        Seed own = Seed.of(random.nextLong());
        double[] expected = simulator.state(prepared(original, end, entangled, own, end), values);
        double[] found =
            simulator.state(prepared(circuit, identity(width), entangled, own, start), values);
        worst = Math.max(worst, 1 - overlap(expected, found));
        if (original.parameters().isEmpty() && entangled) {
          break;
        }
      }
      return new Verdict(method, worst < TOLERANCE, worst);
    }

    private static double overlap(double[] a, double[] b) {
      double re = 0;
      double im = 0;
      for (int i = 0; i < a.length; i += 2) {
        re += a[i] * b[i] + a[i + 1] * b[i + 1];
        im += a[i] * b[i + 1] - a[i + 1] * b[i];
      }
      return Math.hypot(re, im);
    }

    /**
     * A circuit behind the preparation of its virtual qubits, without measurements.
     *
     * @param map where its qubits lie
     * @param places where the virtual qubits lie
     */
    private Circuit prepared(Circuit of, int[] map, boolean entangled, Seed seed, int[] places) {
      int n = original.qubits();
      CircuitBuilder builder = Circuit.builder(entangled ? width + n : width);
      of.parameters().forEach(builder::parameter);
      SplittableRandom own = seed.random();
      for (int v = 0; v < n; v++) {
        if (entangled) {
          builder.h(width + v).cx(width + v, places[v]);
        } else {
          builder.apply(StandardGate.U, turn(own), places[v]);
        }
      }
      builder.globalPhase(of.globalPhase());
      for (Instruction instruction : of.instructions()) {
        if (instruction instanceof Instruction.Apply apply) {
          builder.add(
              new Instruction.Apply(
                  apply.gate(), apply.angles(), apply.qubits().stream().map(q -> map[q]).toList()));
        }
      }
      return builder.build();
    }

    private static List<ParameterExpression> turn(SplittableRandom own) {
      return List.of(
          ParameterExpression.of(Math.acos(own.nextDouble(-1, 1))),
          ParameterExpression.of(own.nextDouble(-Math.PI, Math.PI)),
          ParameterExpression.of(own.nextDouble(-Math.PI, Math.PI)));
    }

    private double[] angles(int count) {
      return random.doubles(count, -Math.PI, Math.PI).toArray();
    }

    // Tableau ------------------------------------------------------------------------------------

    private double[] rightAngles() {
      return random
          .ints(original.parameters().size(), -2, 3)
          .mapToDouble(k -> k * (Math.PI / 2))
          .toArray();
    }

    private boolean isClifford(double[] values) {
      Bindings row = Bindings.row(original.parameters(), values);
      return StabilizerSimulator.misfit(original, row).isEmpty()
          && StabilizerSimulator.misfit(circuit, row).isEmpty();
    }

    private Verdict tableau() {
      double worst = 0;
      for (int i = 0; i < (original.parameters().isEmpty() ? 1 : 4 * BINDINGS); i++) {
        double[] values = rightAngles();
        if (!isClifford(values)) {
          return none();
        }
        worst = Math.max(worst, tableau(Bindings.row(original.parameters(), values)));
      }
      return new Verdict(Method.TABLEAU, worst < TOLERANCE, worst);
    }

    private double tableau(Bindings row) {
      int n = original.qubits();
      CircuitBuilder builder = Circuit.builder(width + n);
      circuit.parameters().forEach(builder::parameter);
      for (int v = 0; v < n; v++) {
        builder.h(width + v).cx(width + v, start[v]);
      }
      for (Instruction instruction : circuit.instructions()) {
        if (instruction instanceof Instruction.Apply) {
          builder.add(instruction);
        }
      }
      for (Instruction instruction : original.instructions().reversed()) {
        if (instruction instanceof Instruction.Apply(var gate, var angles, var qubits)) {
          builder.apply(
              new ModifiedGate.Inverse(gate), angles, qubits.stream().map(q -> end[q]).toList());
        }
      }
      List<Observable> stabilizers = new ArrayList<>();
      boolean[] virtual = new boolean[width];
      for (int v = 0; v < n; v++) {
        stabilizers.add(pauli('X', end[v], width + v));
        stabilizers.add(pauli('Z', end[v], width + v));
        virtual[end[v]] = true;
      }
      for (int q = 0; q < width; q++) {
        if (!virtual[q]) {
          stabilizers.add(pauli('Z', q));
        }
      }
      double[] values = new StabilizerSimulator().expectations(builder.build(), stabilizers, row);
      return Arrays.stream(values).map(value -> Math.abs(1 - value)).max().orElse(0);
    }

    private Observable pauli(char letter, int... qubits) {
      char[] letters = new char[width + original.qubits()];
      Arrays.fill(letters, 'I');
      for (int qubit : qubits) {
        letters[letters.length - 1 - qubit] = letter;
      }
      return Observable.of(new String(letters));
    }

    // Readings -----------------------------------------------------------------------------------

    private Verdict readings() {
      double worst = 0;
      try {
        for (int i = 0; i < BINDINGS; i++) {
          double[] values = angles(original.parameters().size());
          Seed own = Seed.of(random.nextLong());
          worst =
              Math.max(
                  worst,
                  difference(
                      distribution(read(original, identity(original.qubits()), own), values),
                      distribution(read(circuit, start, own), values)));
        }
      } catch (NightshiftException tooMany) {
        if (tooMany.code() == ErrorCode.CIRCUIT_BRANCHES) {
          return none();
        }
        throw tooMany;
      }
      return new Verdict(Method.READINGS, worst < TOLERANCE, worst);
    }

    private Map<String, Double> distribution(Circuit read, double[] values) {
      return simulator.probabilities(read, Bindings.row(read.parameters(), values), 0);
    }

    /** Qubits whose wire is reset somewhere; a wire goes on through the program's own swaps. */
    private Set<Instruction> resets() {
      GateSink plain = new GateSink();
      Unroller unroller = new Unroller(plain);
      for (Instruction instruction : original.instructions()) {
        if (instruction instanceof Instruction.Apply apply) {
          unroller.unroll(apply);
        } else {
          plain.add(instruction);
        }
      }
      return ElideSwaps.of(plain.like(original)).circuit().instructions().stream()
          .filter(Instruction.Reset.class::isInstance)
          .collect(Collectors.toSet());
    }

    private static double difference(Map<String, Double> a, Map<String, Double> b) {
      TreeSet<String> all = new TreeSet<>(a.keySet());
      all.addAll(b.keySet());
      return all.stream()
          .mapToDouble(key -> Math.abs(a.getOrDefault(key, 0.0) - b.getOrDefault(key, 0.0)))
          .max()
          .orElse(0);
    }

    /** A circuit between random turns; the turned qubits are read in the end, all of them. */
    private Circuit read(Circuit of, int[] places, Seed seed) {
      boolean isOriginal = of == original;
      int[] last = isOriginal ? places : end;
      CircuitBuilder builder = Circuit.builder(of.qubits());
      of.bitRegisters().forEach(register -> builder.bits(register.name(), register.size()));
      builder.bits("nightshift_end", original.qubits());
      of.parameters().forEach(builder::parameter);
      SplittableRandom own = seed.random();
      Set<Instruction> resets = resets();
      for (int v = 0; v < places.length; v++) {
        List<ParameterExpression> turn = turn(own);
        // A reset may be gone where the qubit is in |0> from the start.
        if (!resets.contains(new Instruction.Reset(v))) {
          builder.apply(StandardGate.U, turn, places[v]);
        }
      }
      of.instructions().forEach(builder::add);
      for (int v = 0; v < last.length; v++) {
        builder.apply(StandardGate.U, turn(own), last[v]);
        builder.measure(last[v], of.bits() + v);
      }
      return builder.build();
    }
  }

  private static int[] identity(int size) {
    int[] identity = new int[size];
    Arrays.setAll(identity, k -> k);
    return identity;
  }

  /** The circuit on renumbered qubits; barriers and delays outside of branches go. */
  private static Circuit placed(Circuit circuit, Map<Integer, Integer> to) {
    CircuitBuilder builder = Circuit.builder(Math.max(1, to.size()));
    circuit.bitRegisters().forEach(register -> builder.bits(register.name(), register.size()));
    circuit.parameters().forEach(builder::parameter);
    builder.globalPhase(circuit.globalPhase());
    for (Instruction instruction : circuit.instructions()) {
      if (!(instruction instanceof Instruction.Barrier
          || instruction instanceof Instruction.Delay)) {
        builder.add(instruction.placed(qubit -> at(to, qubit)));
      }
    }
    return builder.build();
  }

  private static int at(Map<Integer, Integer> to, int qubit) {
    Integer place = to.get(qubit);
    if (place == null) {
      throw new IllegalStateException("qubit " + qubit + " is in no layout");
    }
    return place;
  }
}
