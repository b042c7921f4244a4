package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.job.Program;
import dev.nightshift.job.Pub;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.qpy.OutputRegister;
import dev.nightshift.wire.qpy.QpyCircuit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pub's items, told apart by kind; {@link #build} makes them mean something. */
final class PubReader {
  private final Program program;
  private final String place;
  private final WireValue circuit;
  private final @Nullable WireValue observables;
  private final @Nullable WireValue parameters;
  private final @Nullable WireValue last;

  private PubReader(
      Program program,
      String place,
      WireValue circuit,
      @Nullable WireValue observables,
      @Nullable WireValue parameters,
      @Nullable WireValue last) {
    this.program = program;
    this.place = place;
    this.circuit = circuit;
    this.observables = observables;
    this.parameters = parameters;
    this.last = last;
  }

  /**
   * Takes a pub apart.
   *
   * @throws NightshiftException MESSAGE_MALFORMED when it is not of the schema's form
   */
  static PubReader of(Program program, String place, WireValue pub) {
    List<WireValue> items =
        switch (pub) {
          case WireValue.Items(var list) -> list;
          // A sampler's circuit may stand alone.
          case WireValue.Text text when program == Program.SAMPLER -> List.of(text);
          case WireValue.Fields fields when program == Program.SAMPLER -> List.of(fields);
          default ->
              throw JobDecoder.malformed(
                  "%s should be a list of circuit and values, found %s"
                      .formatted(place, pub.kind()));
        };
    boolean estimator = program == Program.ESTIMATOR;
    int most = estimator ? 4 : 3;
    if (items.size() > most || items.size() < (estimator ? 2 : 1)) {
      throw JobDecoder.malformed(
          "%s has %d items; %s"
              .formatted(
                  place,
                  items.size(),
                  estimator
                      ? "an estimator pub has 2 to 4: circuit, observables, parameters, precision"
                      : "a sampler pub has 1 to 3: circuit, parameters, shots"));
    }
    WireValue circuit = items.getFirst();
    if (!(circuit instanceof WireValue.Text) && !isQpy(circuit)) {
      throw JobDecoder.malformed(
          "%s[0] should be a circuit as OpenQASM 3 text or QPY, found %s"
              .formatted(place, circuit.kind()));
    }
    int next = estimator ? 2 : 1;
    WireValue last = item(items, next + 1);
    if (last != null
        && !(last instanceof WireValue.Numbers(Shape shape, _, _) && shape.rank() == 0)) {
      throw JobDecoder.malformed(
          "%s[%d] should be a number, found %s".formatted(place, next + 1, last.kind()));
    }
    return new PubReader(
        program, place, circuit, estimator ? items.get(1) : null, item(items, next), last);
  }

  /** A pub and the registers it reports, where they are not its circuit's. */
  record Built(Pub pub, Optional<List<OutputRegister>> outputs) {}

  /**
   * The pub.
   *
   * @throws NightshiftException with the code of what is wrong with it; the job fails with it
   */
  Built build(Options options, WireLimits limits) {
    if (circuit instanceof WireValue.Text(String text)) {
      Circuit parsed = CircuitTexts.parse(text);
      return new Built(pub(parsed, parsed.parameters(), options, limits), Optional.empty());
    }
    QpyCircuit read = qpy();
    return new Built(pub(read.circuit(), read.parameterOrder(), options, limits), read.outputs());
  }

  private QpyCircuit qpy() {
    try {
      return CircuitTexts.unpack(qpyText(circuit));
    } catch (NightshiftException e) {
      throw new NightshiftException(e.code(), place + "[0]: " + e.getMessage(), e);
    }
  }

  /**
   * @param columns the circuit's parameters in the order of positional values
   */
  private Pub pub(Circuit parsed, List<String> columns, Options options, WireLimits limits) {
    if (parsed.qubits() > limits.maxQubits()) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_TOO_WIDE,
          "%s has %d qubits; at most %d are taken"
              .formatted(place, parsed.qubits(), limits.maxQubits()));
    }
    Bindings bindings = bindings(columns, parameters);
    if (program == Program.SAMPLER) {
      Long shots = last == null ? options.paramsShots() : (Long) JobDecoder.whole(place, last);
      return new Pub.Sampler(parsed, bindings, shots == null ? null : checkedShots(shots));
    }
    Double precision =
        last instanceof WireValue.Numbers(_, double[] number, _)
            ? (Double) number[0]
            : options.paramsPrecision();
    WireValue given = observables;
    if (given == null) {
      throw new IllegalStateException("an estimator pub has observables by construction");
    }
    return new Pub.Estimator(parsed, observables(given), bindings, precision);
  }

  /** Why a device cannot run a pub of this reader's; null where it can. */
  @Nullable JobFailure misfit(Pub pub, IsaCheck isa) {
    IsaCheck.Spelling spelling =
        circuit instanceof WireValue.Text ? IsaCheck.Spelling.OPENQASM : IsaCheck.Spelling.GATES;
    return isa.misfit(pub.circuit(), pub.bindings(), spelling)
        .map(reason -> new JobFailure(JobFailure.NOT_ISA, reason.text(), null))
        .orElse(null);
  }

  private int checkedShots(long shots) {
    if (shots > Options.MAX_SHOTS) {
      throw new NightshiftException(
          ErrorCode.JOB_TOO_LARGE,
          "%s: number of circuit shots %d exceeds the system limit %d"
              .formatted(place, shots, Options.MAX_SHOTS));
    }
    return Math.toIntExact(Math.max(shots, Integer.MIN_VALUE));
  }

  private static @Nullable WireValue item(List<WireValue> items, int index) {
    return index < items.size() && items.get(index) != WireValue.Nothing.NULL
        ? items.get(index)
        : null;
  }

  private static boolean isQpy(WireValue value) {
    return value instanceof WireValue.Fields(var fields)
        && fields.get("__type__") instanceof WireValue.Text(String type)
        && type.equals("QuantumCircuit")
        && fields.get("__value__") instanceof WireValue.Text;
  }

  private static String qpyText(WireValue value) {
    if (value instanceof WireValue.Fields(var fields)
        && fields.get("__value__") instanceof WireValue.Text(String text)) {
      return text;
    }
    throw new IllegalStateException("a pub's circuit is text or QPY by construction");
  }

  private Bindings bindings(List<String> names, @Nullable WireValue given) {
    return switch (given) {
      case null -> positional(names, Shape.of(0), new double[0]);
      case WireValue.Numbers(Shape shape, double[] values, _) -> positional(names, shape, values);
      case WireValue.Octets octets ->
          positional(names, octets.shape(), octetsAsDoubles(octets.values()));
      case WireValue.Fields(Map<String, WireValue> fields) when !fields.containsKey("__type__") ->
          byName(names, fields);
      default ->
          throw wrongBindings(
              "should be numbers, an object of numbers or an ndarray, found " + given.kind());
    };
  }

  /** Columns in the order of the names given. */
  private Bindings positional(List<String> names, Shape shape, double[] values) {
    int columns = names.size();
    List<Integer> extents = shape.extents();
    if (columns == 0) {
      // Shape (0,) is "no parameters"; a longer shape says how often the circuit runs.
      if (values.length == 0 && (extents.isEmpty() || extents.getLast() == 0)) {
        return Bindings.of(names, withoutLast(shape), values);
      }
    } else if (!extents.isEmpty() && extents.getLast() == columns) {
      return Bindings.of(names, withoutLast(shape), values);
    } else if (columns == 1 && values.length > 0) {
      return Bindings.of(names, shape, values);
    }
    throw wrongBindings(
        "of shape %s do not fit the circuit's %d parameters %s; the last extent should be %d"
            .formatted(shape, columns, abbreviated(names), columns));
  }

  /** Arrays by name, all of one shape, which may have a last extent of 1. */
  private Bindings byName(List<String> names, Map<String, WireValue> fields) {
    Shape common = null;
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (Map.Entry<String, WireValue> entry : fields.entrySet()) {
      if (!(entry.getValue() instanceof WireValue.Numbers(Shape shape, double[] values, _))) {
        throw wrongBindings(
            "of parameter %s should be numbers, found %s"
                .formatted(entry.getKey(), entry.getValue().kind()));
      }
      Shape own = shape.rank() > 0 && shape.extents().getLast() == 1 ? withoutLast(shape) : shape;
      if (common != null && !common.equals(own)) {
        throw wrongBindings(
            "by name have the shapes %s and %s; all should be alike".formatted(common, own));
      }
      common = own;
      columns.put(entry.getKey(), values);
    }
    Shape shape = common == null ? Shape.SCALAR : common;
    List<String> given = List.copyOf(columns.keySet());
    double[] values = new double[Math.multiplyExact(shape.size(), given.size())];
    for (int column = 0; column < given.size(); column++) {
      double[] own = columns.getOrDefault(given.get(column), values);
      for (int row = 0; row < own.length; row++) {
        values[row * given.size() + column] = own[row];
      }
    }
    return Bindings.of(given, shape, values).inOrder(names);
  }

  private ObservablesArray observables(WireValue given) {
    List<Observable> elements = new ArrayList<>();
    Shape shape = collect(unwrapped(given), elements);
    return new ObservablesArray(shape, elements);
  }

  private static WireValue unwrapped(WireValue value) {
    return value instanceof WireValue.Fields(var fields)
            && fields.get("__type__") instanceof WireValue.Text(String type)
            && type.equals("ObservablesArray")
            && fields.get("__value__") instanceof WireValue inner
        ? inner
        : value;
  }

  private Shape collect(WireValue value, List<Observable> elements) {
    switch (value) {
      case WireValue.Text(String pauli) -> {
        elements.add(Observable.of(pauli));
        return Shape.SCALAR;
      }
      case WireValue.Fields(Map<String, WireValue> fields) -> {
        Map<String, Double> terms = new LinkedHashMap<>();
        fields.forEach((pauli, coefficient) -> {
          if (!(coefficient instanceof WireValue.Numbers(Shape shape, double[] number, _))
              || shape.rank() > 0) {
            throw wrongObservables(
                "the coefficient of '%s' should be a number, found %s"
                    .formatted(pauli, coefficient.kind()));
          }
          terms.put(pauli, number[0]);
        });
        elements.add(Observable.of(terms));
        return Shape.SCALAR;
      }
      case WireValue.Items(List<WireValue> items) -> {
        Shape inner = null;
        for (WireValue item : items) {
          Shape shape = collect(item, elements);
          if (inner != null && !inner.equals(shape)) {
            throw wrongObservables("the nested lists are ragged; all should be alike");
          }
          inner = shape;
        }
        List<Integer> extents = new ArrayList<>();
        extents.add(items.size());
        if (inner != null) {
          extents.addAll(inner.extents());
        }
        return new Shape(extents);
      }
      default ->
          throw wrongObservables(
              "an observable is a Pauli string or an object of them, found " + value.kind());
    }
  }

  private static double[] octetsAsDoubles(byte[] octets) {
    double[] values = new double[octets.length];
    for (int i = 0; i < octets.length; i++) {
      values[i] = octets[i] & 0xff;
    }
    return values;
  }

  private static Shape withoutLast(Shape shape) {
    return shape.rank() == 0
        ? Shape.SCALAR
        : new Shape(shape.extents().subList(0, shape.rank() - 1));
  }

  private static String abbreviated(List<String> names) {
    return names.size() <= 4
        ? names.toString()
        : "[%s, %s, ..., %s]".formatted(names.get(0), names.get(1), names.getLast());
  }

  private NightshiftException wrongBindings(String what) {
    return new NightshiftException(
        ErrorCode.BINDING_SHAPE, "%s: parameter values %s".formatted(place, what));
  }

  private NightshiftException wrongObservables(String what) {
    return new NightshiftException(
        ErrorCode.OBSERVABLE_INVALID, "%s[1]: %s".formatted(place, what));
  }
}
