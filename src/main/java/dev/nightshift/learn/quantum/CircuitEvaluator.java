package dev.nightshift.learn.quantum;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.gradient.GradientRows;
import dev.nightshift.job.gradient.Gradients;
import dev.nightshift.job.gradient.ParameterShift;
import dev.nightshift.job.gradient.ShotAllocation;
import dev.nightshift.job.gradient.Spsa;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Values of a layer's circuits and, where asked for, their derivatives: one round a call.
 *
 * <p>Units with equal circuits share one pub. Equal rows of a pub are sent once. With {@link
 * GradientMethod#PARAMETER_SHIFT} the shifted circuits travel with the others in the same job. With
 * {@link GradientMethod#SPSA} a row is two circuits beside the one that is asked for, and their
 * mean is its value, low by O(c²) in their distance c; values without derivatives are of the row
 * itself.
 */
public final class CircuitEvaluator {
  private final List<CircuitUnit> units;
  private final Backend backend;
  private final GradientMethod method;
  private final double spsaMove;
  private final OptionalInt shots;
  private final Meter meter;
  private final Ladder ladder;
  private final StandardErrors errors;
  private final List<Group> groups = new ArrayList<>();
  private final int inputs;
  private final int weights;

  /** Which derivatives a call needs. */
  public enum Wanted {
    VALUES,
    WEIGHT_GRADIENTS,
    ALL_GRADIENTS
  }

  /**
   * What a call found.
   *
   * @param values {@code [units][rows]}
   * @param weightJacobian {@code [units][rows][weights]}; empty where not wanted
   * @param inputJacobian {@code [units][rows][inputs]}; empty where not wanted
   * @param shotVariances {@code [units][rows]}, the variance of one shot in a derivative, the mean
   *     over the weights; 0 where exact or not wanted
   * @param shots {@code [units][rows]} that a row's circuits were run with; 0 where exact
   * @param frozen whether derivatives were wanted and the budget left none: they are 0, and an
   *     optimizer is to leave the weights where they are
   */
  public record Evaluation(
      double[] values,
      double[] weightJacobian,
      double[] inputJacobian,
      double[] shotVariances,
      long[] shots,
      boolean frozen) {}

  /** Units of one circuit, with the columns of inputs and weights in its parameter order. */
  private static final class Group {
    final CircuitUnit unit;
    final List<Integer> members;
    final int[] inputColumns;
    final int[] weightColumns;
    private final Map<Wanted, ParameterShift> shifts = new EnumMap<>(Wanted.class);
    private final Map<Wanted, Spsa> moves = new EnumMap<>(Wanted.class);

    Group(CircuitUnit unit, List<Integer> members) {
      this.unit = unit;
      this.members = List.copyOf(members);
      inputColumns = columns(unit, unit.inputs());
      weightColumns = columns(unit, unit.weights());
    }

    /** The rows of a job for the distinct rows of this group. */
    GradientRows rows(Bindings distinct, Wanted wanted, GradientMethod by, double move, Seed seed) {
      if (wanted == Wanted.VALUES || by != GradientMethod.SPSA) {
        return shifts
            .computeIfAbsent(
                wanted, key -> ParameterShift.of(unit.circuit(), wantedNames(unit, key)))
            .expand(distinct);
      }
      return moves
          .computeIfAbsent(wanted, key -> Spsa.of(unit.circuit(), wantedNames(unit, key), move))
          .expand(distinct, seed);
    }
  }

  /** The same with moves of the default size where the method is SPSA, and no budget. */
  public CircuitEvaluator(
      List<CircuitUnit> units,
      Backend backend,
      GradientMethod method,
      OptionalInt shots,
      Meter meter) {
    this(
        units,
        backend,
        method,
        Spsa.DEFAULT_MOVE,
        shots,
        meter,
        new Ladder(Ladder.PAUSE_ONLY),
        new StandardErrors());
  }

  /**
   * @param units at least one; all with as many inputs and as many weights
   * @param spsaMove of every angle, radians, in the range that {@link Spsa} takes
   * @param shots executions a circuit; empty for exact values
   * @param meter counts duplicates; what is sent is counted by the backend
   * @param ladder what is done where the budget refuses a job
   * @param errors takes those of all jobs
   * @throws NightshiftException GRADIENT_UNSUPPORTED when the backend has no adjoint method, or
   *     shots are asked of it; CIRCUIT_INVALID when units differ in their counts
   */
  public CircuitEvaluator(
      List<CircuitUnit> units,
      Backend backend,
      GradientMethod method,
      double spsaMove,
      OptionalInt shots,
      Meter meter,
      Ladder ladder,
      StandardErrors errors) {
    this.units = List.copyOf(units);
    this.backend = backend;
    this.method = method;
    this.spsaMove = spsaMove;
    this.shots = shots;
    this.meter = meter;
    this.ladder = ladder;
    this.errors = errors;
    if (units.isEmpty()) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_INVALID, "a quantum layer has no circuits; give at least one");
    }
    inputs = units.getFirst().inputs().size();
    weights = units.getFirst().weights().size();
    if (method == GradientMethod.ADJOINT) {
      checkAdjoint();
    }
    Map<CircuitUnit, List<Integer>> members = new LinkedHashMap<>();
    for (int index = 0; index < units.size(); index++) {
      CircuitUnit unit = units.get(index);
      if (unit.inputs().size() != inputs || unit.weights().size() != weights) {
        throw new NightshiftException(
            ErrorCode.CIRCUIT_INVALID,
            "unit %d of a layer has %d inputs and %d weights, unit 0 has %d and %d; make them equal"
                .formatted(index, unit.inputs().size(), unit.weights().size(), inputs, weights));
      }
      members.computeIfAbsent(unit, _ -> new ArrayList<>()).add(index);
    }
    members.forEach((unit, list) -> groups.add(new Group(unit, list)));
  }

  private void checkAdjoint() {
    if (backend.adjoint().isEmpty()) {
      throw new NightshiftException(
          ErrorCode.GRADIENT_UNSUPPORTED,
          "backend %s has no adjoint gradients; set quantum.gradient to parameter-shift"
              .formatted(backend.name()));
    }
    if (shots.isPresent()) {
      throw new NightshiftException(
          ErrorCode.GRADIENT_UNSUPPORTED,
          "adjoint gradients are exact, but %d shots are asked for; set quantum.gradient to parameter-shift or leave shots out"
              .formatted(shots.getAsInt()));
    }
  }

  private static int[] columns(CircuitUnit unit, List<String> names) {
    return names.stream().mapToInt(unit.circuit().parameters()::indexOf).toArray();
  }

  public int units() {
    return units.size();
  }

  /** Inputs a unit. */
  public int inputs() {
    return inputs;
  }

  /** Weights a unit. */
  public int weights() {
    return weights;
  }

  /**
   * Evaluates every unit at every row.
   *
   * @param inputRows radians, {@code [units][rows][inputs]}, finite
   * @param unitWeights radians, {@code [units][weights]}, finite
   * @param rows a unit, at least 1
   * @param seed of the shots and of SPSA's directions, where there are any
   * @throws NightshiftException what the backend says; NOT_FINITE when a value is not a number
   */
  public Evaluation evaluate(
      double[] inputRows, double[] unitWeights, int rows, Wanted wanted, long seed) {
    return evaluate(inputRows, unitWeights, rows, wanted, seed, new double[0]);
  }

  /**
   * The same with as many shots in all, spread over the rows by what they matter for the gradient.
   *
   * @param importance {@code [units][rows]}, at least 0, as {@link ShotAllocation} takes it; empty
   *     for equal shots
   */
  public Evaluation evaluate(
      double[] inputRows,
      double[] unitWeights,
      int rows,
      Wanted wanted,
      long seed,
      double[] importance) {
    List<Work> works = new ArrayList<>(groups.size());
    for (Group group : groups) {
      works.add(distinct(group, inputRows, unitWeights, rows));
    }
    if (importance.length > 0) {
      works.forEach(work -> work.weigh(importance, rows));
    }
    boolean withWeights = wanted != Wanted.VALUES;
    boolean withInputs = wanted == Wanted.ALL_GRADIENTS;
    boolean frozen = run(works, wanted, seed);
    Evaluation evaluation =
        new Evaluation(
            new double[units.size() * rows],
            new double[withWeights ? units.size() * rows * weights : 0],
            new double[withInputs ? units.size() * rows * inputs : 0],
            new double[units.size() * rows],
            new long[units.size() * rows],
            frozen);
    for (Work work : works) {
      scatter(work, rows, evaluation);
    }
    checkFinite(evaluation);
    return evaluation;
  }

  /** Notes what a gradient's error was, by what came from above, and with equal shots had been. */
  public void tally(double[] upstream, Evaluation found) {
    if (shots.isEmpty()) {
      return;
    }
    double achieved = 0;
    double equal = 0;
    for (int i = 0; i < upstream.length; i++) {
      double variance = upstream[i] * upstream[i] * found.shotVariances()[i];
      achieved += found.shots()[i] == 0 ? 0 : variance / found.shots()[i];
      equal += variance / shots.getAsInt();
    }
    errors.addGradient(achieved, equal);
  }

  /** The distinct rows of a group, and which of them each unit and row is. */
  private static final class Work {
    final Group group;
    final int[] which;
    final double[] bindings;
    final int distinct;
    double[] values = new double[0];
    double[] jacobian = new double[0];
    double[] weightJacobian = new double[0];
    double[] inputJacobian = new double[0];
    final double[] shotVariances;
    final long[] shots;

    /** What each row matters; empty for all alike. */
    double[] importance = new double[0];

    Work(Group group, int[] which, double[] bindings, int distinct) {
      this.group = group;
      this.which = which;
      this.bindings = bindings;
      this.distinct = distinct;
      shotVariances = new double[distinct];
      shots = new long[distinct];
    }

    /** Equal rows are sent once: their squares add up. */
    void weigh(double[] ofAll, int rows) {
      importance = new double[distinct];
      for (int index = 0; index < which.length; index++) {
        int from = group.members.get(index / rows) * rows + index % rows;
        importance[which[index]] += ofAll[from] * ofAll[from];
      }
      Arrays.setAll(importance, row -> Math.sqrt(importance[row]));
    }

    /** Some of the rows. */
    Bindings rows(List<Integer> some) {
      int columns = group.unit.circuit().parameters().size();
      double[] picked = new double[some.size() * columns];
      for (int i = 0; i < some.size(); i++) {
        System.arraycopy(bindings, some.get(i) * columns, picked, i * columns, columns);
      }
      return Bindings.rows(group.unit.circuit().parameters(), picked);
    }

    Bindings rows() {
      return Bindings.rows(group.unit.circuit().parameters(), bindings);
    }
  }

  /** A row of numbers that is equal to another bit by bit. */
  private record Row(double[] numbers) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Row(double[] those) && Arrays.equals(numbers, those);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(numbers);
    }
  }

  private Work distinct(Group group, double[] inputRows, double[] unitWeights, int rows) {
    int columns = inputs + weights;
    int asked = group.members.size() * rows;
    int[] which = new int[asked];
    double[] bindings = new double[asked * columns];
    Map<Row, Integer> seen = new HashMap<>(2 * asked);
    int next = 0;
    for (int index = 0; index < asked; index++) {
      int unit = group.members.get(index / rows);
      double[] row = new double[columns];
      int from = (unit * rows + index % rows) * inputs;
      for (int i = 0; i < inputs; i++) {
        row[group.inputColumns[i]] = inputRows[from + i];
      }
      for (int i = 0; i < weights; i++) {
        row[group.weightColumns[i]] = unitWeights[unit * weights + i];
      }
      Integer known = seen.putIfAbsent(new Row(row), next);
      if (known == null) {
        System.arraycopy(row, 0, bindings, next * columns, columns);
        which[index] = next++;
      } else {
        which[index] = known;
      }
    }
    meter.add(Meter.Count.DUPLICATES, asked - next);
    return new Work(group, which, Arrays.copyOf(bindings, next * columns), next);
  }

  /** Finds what is wanted, and says whether derivatives were left out. */
  private boolean run(List<Work> works, Wanted wanted, long seed) {
    if (wanted == Wanted.VALUES) {
      runJob(works, wanted, method, seed);
      return false;
    }
    boolean[] frozen = new boolean[1];
    ladder.run(
        method,
        backend::at,
        rung -> {
          frozen[0] = rung == Ladder.Rung.FROZEN;
          runAt(rung, works, wanted, seed);
        });
    return frozen[0];
  }

  private void runAt(Ladder.@Nullable Rung rung, List<Work> works, Wanted wanted, long seed) {
    switch (rung) {
      case null -> {
        if (method == GradientMethod.ADJOINT) {
          runAdjoint(works, wanted);
        } else {
          runJob(works, wanted, method, seed);
        }
      }
      case SPSA -> runJob(works, wanted, GradientMethod.SPSA, seed);
      case FROZEN -> {
        runJob(works, Wanted.VALUES, method, seed);
        for (Work work : works) {
          int columns = wantedNames(work.group.unit, wanted).size();
          split(work, new double[work.distinct * columns], columns);
        }
      }
      case PAUSE -> throw new IllegalStateException("a run that pauses asks for nothing");
    }
  }

  private void runAdjoint(List<Work> works, Wanted wanted) {
    AdjointEstimator adjoint =
        backend
            .adjoint()
            .orElseThrow(() ->
                new NightshiftException(
                    ErrorCode.GRADIENT_UNSUPPORTED,
                    "backend %s lost its adjoint gradients; use parameter-shift"
                        .formatted(backend.name())));
    for (Work work : works) {
      CircuitUnit unit = work.group.unit;
      List<String> names = wantedNames(unit, wanted);
      AdjointEstimator.Gradients gradients =
          adjoint.valuesAndGradients(unit.circuit(), unit.observable(), work.rows(), names);
      work.values = gradients.values();
      split(work, gradients.jacobian(), names.size());
    }
  }

  private static List<String> wantedNames(CircuitUnit unit, Wanted wanted) {
    List<String> names = new ArrayList<>();
    switch (wanted) {
      case VALUES -> {}
      case WEIGHT_GRADIENTS -> names.addAll(unit.weights());
      case ALL_GRADIENTS -> {
        names.addAll(unit.weights());
        names.addAll(unit.inputs());
      }
    }
    return names;
  }

  /** Takes a jacobian {@code [rows][weights, then inputs]} apart. */
  private void split(Work work, double[] jacobian, int columns) {
    work.weightJacobian = new double[work.distinct * weights];
    work.inputJacobian = new double[columns > weights ? work.distinct * inputs : 0];
    for (int row = 0; row < work.distinct; row++) {
      System.arraycopy(jacobian, row * columns, work.weightJacobian, row * weights, weights);
      if (columns > weights) {
        System.arraycopy(
            jacobian, row * columns + weights, work.inputJacobian, row * inputs, inputs);
      }
    }
  }

  /** A pub: rows of a work, and what it takes to read them. */
  private record Piece(
      Work work, List<Integer> rows, GradientRows expansion, @Nullable Double precision) {}

  private void runJob(List<Work> works, Wanted wanted, GradientMethod by, long seed) {
    Seed directions = Seed.of(seed).split("spsa");
    List<Piece> pieces = new ArrayList<>(works.size());
    for (Work work : works) {
      List<ShotAllocation.Share> shares = shares(work, wanted);
      if (shares.isEmpty()) {
        pieces.add(piece(work, List.of(), null, wanted, by, directions.split(pieces.size())));
      }
      for (ShotAllocation.Share share : shares) {
        pieces.add(
            piece(
                work,
                share.rows(),
                share.precision(),
                wanted,
                by,
                directions.split(pieces.size())));
      }
    }
    List<Pub.Estimator> pubs = new ArrayList<>(pieces.size());
    for (Piece piece : pieces) {
      Observable observable = piece.work().group.unit.observable();
      pubs.add(piece.expansion().pub(List.of(observable), piece.precision()));
    }
    JobOptions options = JobOptions.NONE;
    if (shots.isPresent()) {
      // 31 bits: what every simulator's seed option takes
      options = options.withShots(shots.getAsInt()).withSeed(seed & 0x7fffffffL);
    }
    JobResult result = backend.run(JobRequest.estimate(pubs, options));
    for (Work work : works) {
      work.values = new double[work.distinct];
      work.jacobian = new double[work.distinct * wantedNames(work.group.unit, wanted).size()];
    }
    for (int index = 0; index < pieces.size(); index++) {
      take(pieces.get(index), result.estimated(index));
    }
    if (wanted != Wanted.VALUES) {
      for (Work work : works) {
        split(work, work.jacobian, wantedNames(work.group.unit, wanted).size());
      }
    }
  }

  /** How the shots are spread; empty for one pub of equal shots. */
  private List<ShotAllocation.Share> shares(Work work, Wanted wanted) {
    return work.importance.length == 0 || wanted == Wanted.VALUES || shots.isEmpty()
        ? List.of()
        : ShotAllocation.of(work.importance, shots.getAsInt());
  }

  /**
   * @param rows empty for all
   */
  private Piece piece(
      Work work,
      List<Integer> rows,
      @Nullable Double precision,
      Wanted wanted,
      GradientMethod by,
      Seed directions) {
    Bindings bindings = rows.isEmpty() ? work.rows() : work.rows(rows);
    return new Piece(
        work, rows, work.group.rows(bindings, wanted, by, spsaMove, directions), precision);
  }

  private void take(Piece piece, PubResult.Estimated found) {
    Gradients gradients = piece.expansion().combine(found.evs(), found.stds());
    errors.add(gradients);
    Work work = piece.work();
    int count = gradients.values().length;
    int columns = gradients.jacobian().length / count;
    for (int i = 0; i < count; i++) {
      int row = piece.rows().isEmpty() ? i : piece.rows().get(i);
      work.values[row] = gradients.values()[i];
      System.arraycopy(gradients.jacobian(), i * columns, work.jacobian, row * columns, columns);
      work.shots[row] = found.shots();
      double squares = 0;
      // The weights come first; inputs take no part in a weight's gradient.
      for (int k = i * columns; k < i * columns + Math.min(columns, weights); k++) {
        squares += gradients.jacobianErrors()[k] * gradients.jacobianErrors()[k];
      }
      work.shotVariances[row] = squares / weights * found.shots();
    }
  }

  private void scatter(Work work, int rows, Evaluation into) {
    for (int index = 0; index < work.which.length; index++) {
      int target = work.group.members.get(index / rows) * rows + index % rows;
      int source = work.which[index];
      into.values[target] = work.values[source];
      into.shotVariances[target] = work.shotVariances[source];
      into.shots[target] = work.shots[source];
      if (into.weightJacobian.length > 0) {
        System.arraycopy(
            work.weightJacobian, source * weights, into.weightJacobian, target * weights, weights);
      }
      if (into.inputJacobian.length > 0) {
        System.arraycopy(
            work.inputJacobian, source * inputs, into.inputJacobian, target * inputs, inputs);
      }
    }
  }

  private void checkFinite(Evaluation evaluation) {
    check("value", evaluation.values);
    check("weight derivative", evaluation.weightJacobian);
    check("input derivative", evaluation.inputJacobian);
  }

  private void check(String what, double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (!Double.isFinite(numbers[i])) {
        throw new NightshiftException(
            ErrorCode.NOT_FINITE,
            "backend %s gave the %s %s at position %d; a training step needs finite numbers"
                .formatted(backend.name(), what, numbers[i], i));
      }
    }
  }
}
