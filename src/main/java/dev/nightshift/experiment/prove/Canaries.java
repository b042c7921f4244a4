package dev.nightshift.experiment.prove;

import static dev.nightshift.circuit.ParameterExpression.PI;
import static dev.nightshift.circuit.ParameterExpression.of;
import static dev.nightshift.circuit.ParameterExpression.parameter;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Observable.Term;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** The canaries of the page. */
final class Canaries {
  /** The smallest devices have as many. */
  private static final int QUBITS = 5;

  /** Codes of as many bits tell the qubits apart. */
  private static final int CODE_BITS = 3;

  /** Far apart on a line, so that a device has to swap; asymmetric. */
  private static final int[][] CNOTS = {{0, 3}, {4, 1}, {2, 0}, {3, 1}};

  /** The bit that each qubit is read into: both registers in between each other, out of order. */
  private static final int[] BIT_OF = {1, 3, 0, 4, 2};

  /** Order of use, which is neither that of their letters nor that of their code points. */
  static final List<String> NAMES =
      List.of(
          "theta0", "theta1", "theta2", "theta3", "theta4", "theta5", "theta6", "theta7", "theta8",
          "theta9", "theta10", "theta11", "φ", "phi", "Phi");

  private static final List<Canary> ALL =
      List.of(
          bitOrder(),
          shots(),
          bindingsOfSamples(),
          parameterOrder(),
          layout(),
          identity(),
          scale(),
          angles(),
          broadcasting());

  private Canaries() {}

  static List<Canary> all() {
    return ALL;
  }

  /** The qubits whose code, q + 1, has bit {@code digit}. */
  private static int pattern(int digit) {
    return IntStream.range(0, QUBITS).map(q -> ((q + 1) >> digit & 1) << q).sum();
  }

  /** Ends in a basis state, by way of gates on pairs that no line has side by side. */
  private static void prepare(CircuitBuilder builder, int state) {
    int start = state;
    for (int i = CNOTS.length - 1; i >= 0; i--) {
      start ^= (start >> CNOTS[i][0] & 1) << CNOTS[i][1];
    }
    for (int qubit = 0; qubit < QUBITS; qubit++) {
      if ((start >> qubit & 1) == 1) {
        builder.x(qubit);
      }
    }
    for (int[] pair : CNOTS) {
      builder.cx(pair[0], pair[1]);
    }
  }

  private static Circuit prepared(int state) {
    CircuitBuilder builder = Circuit.builder(QUBITS);
    prepare(builder, state);
    return builder.build();
  }

  private static CircuitBuilder withRegisters() {
    return Circuit.builder(QUBITS).bits("low", 3).bits("high", 2);
  }

  private static Circuit read(CircuitBuilder builder) {
    for (int qubit = 0; qubit < QUBITS; qubit++) {
      builder.measure(qubit, BIT_OF[qubit]);
    }
    return builder.build();
  }

  /** What the registers hold after {@link #read}. */
  private static SequencedMap<String, String> strings(int state) {
    char[] bits = new char[QUBITS];
    for (int qubit = 0; qubit < QUBITS; qubit++) {
      bits[QUBITS - 1 - BIT_OF[qubit]] = (state >> qubit & 1) == 1 ? '1' : '0';
    }
    String text = new String(bits);
    SequencedMap<String, String> strings = new LinkedHashMap<>();
    strings.put("low", text.substring(2));
    strings.put("high", text.substring(0, 2));
    return strings;
  }

  private static SampleCanary.Asked measured(int state, int more) {
    CircuitBuilder builder = withRegisters();
    prepare(builder, state);
    return new SampleCanary.Asked(read(builder), Bindings.none(), more, List.of(strings(state)));
  }

  /** The three patterns give each of the five bits a code of its own. */
  private static Canary bitOrder() {
    return new SampleCanary(
        "bit order",
        "every bit of two registers is where it was measured to",
        IntStream.range(0, CODE_BITS).mapToObj(digit -> measured(pattern(digit), 0)).toList());
  }

  /** The job's number for a pub without one, a pub's own for the other. */
  private static Canary shots() {
    return new SampleCanary(
        "shots",
        "as many as asked, of a job and of a pub",
        List.of(measured(6, 0), measured(6, 111)));
  }

  /** Six rows in two axes, no two alike. */
  private static Canary bindingsOfSamples() {
    List<String> names = List.of("e", "d", "c", "b", "a");
    CircuitBuilder builder = withRegisters();
    for (int qubit = 0; qubit < QUBITS; qubit++) {
      builder.ry(parameter(names.get(qubit)), qubit);
    }
    int[] states = {1, 6, 11, 20, 29, 18};
    double[] values =
        Arrays.stream(states)
            .boxed()
            .flatMapToDouble(
                state -> IntStream.range(0, QUBITS).mapToDouble(q -> Math.PI * (state >> q & 1)))
            .toArray();
    return new SampleCanary(
        "binding order",
        "each row of bindings has its own samples",
        List.of(
            new SampleCanary.Asked(
                read(builder),
                Bindings.of(names, Shape.of(2, 3), values),
                0,
                Arrays.stream(states).mapToObj(Canaries::strings).toList())));
  }

  /**
   * Row k sets parameter k alone. Each qubit stands in |+> and has three: one turns it to Z = -1,
   * one to Y = +1, one to Z = +1. Read is the axis that parameter k should have turned qubit k to.
   */
  private static Canary parameterOrder() {
    CircuitBuilder builder = Circuit.builder(QUBITS);
    for (int qubit = 0; qubit < QUBITS; qubit++) {
      builder
          .h(qubit)
          .ry(parameter(NAMES.get(qubit)), qubit)
          .rz(parameter(NAMES.get(qubit + QUBITS)), qubit)
          .ry(parameter(NAMES.get(qubit + 2 * QUBITS)).negated(), qubit);
    }
    int count = NAMES.size();
    double[] values = new double[count * count];
    List<Observable> observables = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      values[k * count + k] = Math.PI / 2;
      int turn = k / QUBITS;
      observables.add(Observable.of(label(turn == 1 ? 'Y' : 'Z', k % QUBITS)));
      expected.add(turn == 0 ? -1.0 : 1.0);
    }
    return new EstimateCanary(
        "parameter order",
        "each of %d parameters, theta10 and φ among them, turns its own gate".formatted(count),
        List.of(
            new EstimateCanary.Asked(
                builder.build(),
                ObservablesArray.of(observables),
                Bindings.rows(NAMES, values),
                expected)));
  }

  /** Over the three patterns each qubit's Z has a code of its own. */
  private static Canary layout() {
    List<Observable> everyZ =
        IntStream.range(0, QUBITS).mapToObj(q -> Observable.of(label('Z', q))).toList();
    return new EstimateCanary(
        "layout",
        "an observable on one qubit reads that qubit, after swaps too",
        IntStream.range(0, CODE_BITS)
            .mapToObj(digit -> {
              int state = pattern(digit);
              return asked(
                  prepared(state),
                  everyZ,
                  IntStream.range(0, QUBITS).mapToObj(q -> z(state, q)).toList());
            })
            .toList());
  }

  private static Canary identity() {
    int state = 0b00110;
    String none = "I".repeat(QUBITS);
    return new EstimateCanary(
        "identity",
        "a constant is counted, with its coefficient, once",
        List.of(
            asked(
                prepared(state),
                List.of(
                    Observable.of(none),
                    new Observable(List.of(new Term(none, -2.5))),
                    new Observable(List.of(new Term(none, 0.75), new Term(label('Z', 1), 0.5))),
                    new Observable(List.of(new Term(label('Z', 0), -0.25), new Term(none, 3)))),
                List.of(1.0, -2.5, 0.75 + 0.5 * z(state, 1), 3 - 0.25 * z(state, 0)))));
  }

  /** A Bell pair on qubits 0 and 3, where XX = ZZ = 1 and YY = -1; qubit 1 is |1>. */
  private static Canary scale() {
    Circuit circuit = Circuit.builder(QUBITS).h(0).cx(0, 3).x(1).build();
    return new EstimateCanary(
        "scale",
        "coefficients other than 1, negative ones, sums and products of Paulis",
        List.of(
            asked(
                circuit,
                List.of(
                    new Observable(List.of(new Term("IXIIX", 2.5))),
                    new Observable(List.of(new Term("IYIIY", -3))),
                    new Observable(List.of(new Term("IZIIZ", 0.001))),
                    new Observable(List.of(new Term("IIIZI", -1000))),
                    new Observable(
                        List.of(
                            new Term("IXIIX", 0.5),
                            new Term("IYIIY", -0.25),
                            new Term("IIIZI", 2),
                            new Term("IIZII", 0.125)))),
                List.of(2.5, 3.0, 0.001, 1000.0, 0.5 + 0.25 - 2 + 0.125))));
  }

  /** No eigenstates here: values between -1 and 1 that other units or signs would move. */
  private static Canary angles() {
    Circuit circuit =
        Circuit.builder(QUBITS)
            .ry(of(2), 0)
            .rx(of(-0.9), 1)
            .h(2)
            .rz(parameter("a").times(0.5).plus(PI.over(of(3))), 2)
            .ry(of(9), 3)
            .h(4)
            .p(parameter("b").negated(), 4)
            .build();
    double turned = 0.5 * 1.1 + Math.PI / 3;
    List<Observable> observables =
        List.of(
            Observable.of(label('Z', 0)),
            Observable.of(label('X', 0)),
            Observable.of(label('Y', 1)),
            Observable.of(label('X', 2)),
            Observable.of(label('Y', 2)),
            Observable.of(label('Z', 3)),
            Observable.of(label('X', 4)),
            Observable.of(label('Y', 4)));
    return new EstimateCanary(
        "angles",
        "radians, signs, sums and turns beyond 2π are kept",
        List.of(
            new EstimateCanary.Asked(
                circuit,
                ObservablesArray.of(observables),
                Bindings.row(List.of("b", "a"), 2.2, 1.1),
                List.of(
                    Math.cos(2),
                    Math.sin(2),
                    Math.sin(0.9),
                    Math.cos(turned),
                    Math.sin(turned),
                    Math.cos(9),
                    Math.cos(2.2),
                    -Math.sin(2.2)))));
  }

  /** An oblong, a square that is not symmetric, and one to one. */
  private static Canary broadcasting() {
    List<String> names = List.of("t0", "t1", "t2");
    CircuitBuilder builder = Circuit.builder(QUBITS);
    for (int qubit = 0; qubit < names.size(); qubit++) {
      builder.ry(parameter(names.get(qubit)), qubit);
    }
    Circuit circuit = builder.build();
    List<Observable> three =
        IntStream.range(0, 3).mapToObj(q -> Observable.of(label('Z', q))).toList();
    int[] states = {0b110, 0b011, 0b111};
    List<Double> table =
        Arrays.stream(states)
            .boxed()
            .flatMap(state -> IntStream.range(0, 3).mapToObj(q -> z(state, q)))
            .toList();
    double[] values =
        Arrays.stream(states)
            .boxed()
            .flatMapToDouble(
                state -> IntStream.range(0, 3).mapToDouble(q -> Math.PI * (state >> q & 1)))
            .toArray();
    ObservablesArray row = ObservablesArray.of(three);
    return new EstimateCanary(
        "broadcasting",
        "bindings meet observables by NumPy's rules, row by row",
        List.of(
            new EstimateCanary.Asked(
                circuit,
                row,
                Bindings.of(names, Shape.of(2, 1), Arrays.copyOf(values, 6)),
                table.subList(0, 6)),
            new EstimateCanary.Asked(
                circuit, row, Bindings.of(names, Shape.of(3, 1), values), table),
            new EstimateCanary.Asked(
                circuit,
                row,
                Bindings.of(names, Shape.of(3), values),
                List.of(table.get(0), table.get(4), table.get(8)))));
  }

  private static EstimateCanary.Asked asked(
      Circuit circuit, List<Observable> observables, List<Double> expected) {
    return new EstimateCanary.Asked(
        circuit, ObservablesArray.of(observables), Bindings.none(), expected);
  }

  /** Z of a qubit in a basis state. */
  private static double z(int state, int qubit) {
    return (state >> qubit & 1) == 1 ? -1.0 : 1.0;
  }

  /** One letter on one qubit; the rightmost is qubit 0. */
  private static String label(char letter, int qubit) {
    char[] letters = "I".repeat(QUBITS).toCharArray();
    letters[QUBITS - 1 - qubit] = letter;
    return new String(letters);
  }
}
