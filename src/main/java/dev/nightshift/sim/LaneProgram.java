package dev.nightshift.sim;

import dev.nightshift.kernel.Kernels;
import dev.nightshift.kernel.LaneKernels;
import dev.nightshift.kernel.plain.Sums;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * Many bindings of one small circuit.
 *
 * Layout: the states of some rows stand side by side in lanes, amplitude i of lane l at
 * [i * lanes + l], so that one operation of the circuit is one loop over contiguous numbers. What
 * each operation touches is worked out once and kept as tables of amplitude numbers:
 *
 * - Exchanges (x, cx, ccx, swap, ...) only rename amplitudes. `place` maps the circuit's index to
 *   the number of the row of lanes that holds it, and they become nothing.
 * - The operations in front of the first parameter are done once, at compile time.
 * - A rotation or phase is a table and two coefficients a lane, the cosine and sine of its angle;
 *   equal angles share them.
 * - Rows of a batch that agree in the parameters used so far share the state up to there: the
 *   batch is cut once, where that saves the most.
 *
 * Every lane runs through the same operations in the same order whatever stands beside it, plain or
 * in vectors, cut or not: its bits depend on its row only.
 *
 * Measured as CPU time of one thread (SimulatorBenchmark, 200 rows a call; 2-core Xeon with AVX-512, JDK
 * 25, 2026-11-24, machine shared): 4.5 million values a second of the nano-GPT's circuit (4 qubits, 40
 * gates), 2.4 million values with the gradient by 12 weights; plain kernels about 1 million values.
 */
/** A circuit of few qubits compiled to tables, run on blocks of bindings. Thread-safe. */
final class LaneProgram {
  /** Wider circuits would outgrow the cache with their lanes. */
  static final int MAX_QUBITS = 10;

  /**
   * Amplitude updates a row from which on looking for rows that begin alike pays: comparing a row
   * costs some 100 ns, the whole 4-qubit circuit of the nano-GPT (320 updates) 220 ns.
   */
  private static final long WORTH_CUTTING = 1000;

  /** Amplitudes kept at a cut: 64 MB. */
  private static final long MOST_KEPT = 1 << 22;

  /** Amplitude updates that are worth handing to another thread. */
  private static final long WORTH_SHARING = 400_000L;

  /** One operation; {@code angle} numbers a pair of coefficients. */
  private sealed interface Operation {
    /** Times e^{ia} at the first {@code split} numbers, e^{-ia} at the others. */
    record Phase(int[] at, int split, int angle) implements Operation {}

    record TurnReal(int[] pairs, int angle) implements Operation {}

    /** The first {@code split} numbers by the angle, the others by its negative. */
    record TurnImaginary(int[] pairs, int split, int angle) implements Operation {}

    /** A constant matrix on pairs or larger groups. */
    record Matrix(int[] groups, int width, double[] u, double[] inverse) implements Operation {}
  }

  /** An observable over numbers of amplitudes: a diagonal, and pairs that it connects. */
  private record Weights(double @Nullable [] diagonal, List<Pairs> pairs) {}

  private record Pairs(int[] table, double[] hr, double[] hi) {}

  /** Arrays for one block of lanes. */
  private static final class Workspace {
    final int lanes;
    final double[] re;
    final double[] im;
    final double[] lre;
    final double[] lim;
    final double[][] slots;
    final double[][] c;
    final double[][] s;
    final double[][] jacobian;
    final double[] out;
    final int[] rows;
    final double[] entries;

    Workspace(LaneProgram program, int lanes, boolean adjoint) {
      this.lanes = lanes;
      int size = program.size * lanes;
      re = new double[size];
      im = new double[size];
      lre = new double[adjoint ? size : 0];
      lim = new double[adjoint ? size : 0];
      slots = program.compiled.angles().workspace(lanes);
      c = new double[program.angleSlots.length][lanes];
      s = new double[program.angleSlots.length][lanes];
      for (int k = 0; k < c.length; k++) {
        if (program.constant[k]) {
          Arrays.fill(c[k], StateVector.cos(slots[program.angleSlots[k]][0], true));
          Arrays.fill(s[k], StateVector.sin(slots[program.angleSlots[k]][0], true));
        }
      }
      jacobian = new double[adjoint ? program.parameters : 0][lanes];
      out = new double[lanes];
      rows = new int[lanes];
      entries = new double[8 * lanes];
    }
  }

  private final Compiled compiled;
  private final int size;
  private final int parameters;
  private final List<List<Adjoint.Chain>> chains;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Integer> stepOf = new ArrayList<>();
  private final double[] startRe;
  private final double[] startIm;
  private final int[] place;
  private int[] angleSlots = {};
  private boolean[] constant = {};
  private final Map<Integer, Integer> angleOf = new HashMap<>();
  private final int first;
  private final long cost;
  private final Map<Boolean, ConcurrentLinkedQueue<Workspace>> pool = new HashMap<>();

  /** The columns first needed by each operation that needs new ones; see {@link #cut}. */
  private final List<int[]> newColumns = new ArrayList<>();

  private final List<Integer> newAt = new ArrayList<>();

  private volatile @Nullable Weighed weighed;

  private LaneProgram(Compiled compiled, List<List<Adjoint.Chain>> chains, int parameters) {
    this.compiled = compiled;
    this.chains = chains;
    this.parameters = parameters;
    this.size = 1 << compiled.qubits();
    this.place = IntStream.range(0, size).toArray();
    List<Step> steps = compiled.steps();
    StateVector start = StateVector.zero(compiled.qubits(), new Workers(1));
    int k = 0;
    while (k < steps.size() && (!steps.get(k).isUnitary() || steps.get(k).isConstant())) {
      Step step = steps.get(k);
      if (step.isUnitary()) {
        start.apply(step, constants(step), false);
      }
      k++;
    }
    this.startRe = start.re();
    this.startIm = start.im();
    for (; k < steps.size(); k++) {
      if (steps.get(k).isUnitary()) {
        add(k, steps.get(k));
      }
    }
    int wanted = 0;
    while (wanted < operations.size() && chainsOf(wanted).isEmpty()) {
      wanted++;
    }
    this.first = wanted;
    this.cost = (long) size * Math.max(1, operations.size());
    pool.put(true, new ConcurrentLinkedQueue<>());
    pool.put(false, new ConcurrentLinkedQueue<>());
    findColumns();
  }

  /** Whether a circuit can be run in lanes, for observables that notice some flips. */
  static boolean fits(Compiled compiled, int noticed) {
    return compiled.qubits() <= MAX_QUBITS
        && compiled.steps().stream()
            .allMatch(step -> !(step instanceof Step.Matrix) || step.isConstant())
        && Branches.isOneBranch(compiled, noticed);
  }

  static LaneProgram of(Compiled compiled) {
    return new LaneProgram(compiled, List.of(), 0);
  }

  static LaneProgram of(Adjoint adjoint) {
    return new LaneProgram(adjoint.compiled(), adjoint.chains(), adjoint.parameters());
  }

  private List<Adjoint.Chain> chainsOf(int operation) {
    return chains.isEmpty() ? List.of() : chains.get(stepOf.get(operation));
  }

  private static double[] constants(Step step) {
    return step.angles().stream()
        .mapToDouble(angle ->
            angle
                .expression()
                .evaluate(name -> {
                  throw new IllegalStateException(name + " in a constant");
                }))
        .toArray();
  }

  // Compilation.

  private void add(int k, Step step) {
    switch (step) {
      case Step.Exchange(int a, int b, int mask, int value) -> {
        for (int i : points(mask, value)) {
          int kept = place[i | a];
          place[i | a] = place[i | b];
          place[i | b] = kept;
        }
      }
      case Step.Phase(int mask, int value, _) -> {
        int[] at = places(points(mask, value));
        emit(k, new Operation.Phase(at, at.length, angle(k, step)));
      }
      case Step.Rotation(int x, int z, int mask, int value, _) when x == 0 -> {
        int[] odd = Arrays.stream(points(mask, value)).filter(i -> isOdd(i & z)).toArray();
        int[] even = Arrays.stream(points(mask, value)).filter(i -> !isOdd(i & z)).toArray();
        int[] at = IntStream.concat(Arrays.stream(odd), Arrays.stream(even)).toArray();
        emit(k, new Operation.Phase(places(at), odd.length, angle(k, step)));
      }
      case Step.Rotation rotation -> turn(k, rotation);
      case Step.Matrix matrix -> {
        int[] offsets = StateVector.offsets(matrix);
        int[] groups =
            Arrays.stream(points(matrix.mask(), matrix.value()))
                .flatMap(i -> Arrays.stream(offsets).map(offset -> place[i | offset]))
                .toArray();
        double[] angles = constants(matrix);
        emit(
            k,
            new Operation.Matrix(
                groups,
                offsets.length,
                StateVector.matrix(matrix.gate(), angles, matrix.adjoint()),
                StateVector.matrix(matrix.gate(), angles, !matrix.adjoint())));
      }
      case Step.Measure _, Step.Reset _ -> {}
      case Step.Jump _ -> throw new IllegalStateException("lanes make no decisions");
    }
  }

  private void turn(int k, Step.Rotation rotation) {
    int x = rotation.x();
    int z = rotation.z();
    int ys = Integer.bitCount(x & z);
    List<Integer> plus = new ArrayList<>();
    List<Integer> minus = new ArrayList<>();
    for (int i : points(rotation.mask(), rotation.value())) {
      // P|i> = f|i^x> with f = i^ys (-1)^|i&z|: +1 or +i where `positive`.
      boolean positive = isOdd(i & z) == ((ys & 2) != 0);
      List<Integer> list = positive || ys % 2 == 1 ? plus : minus;
      boolean swap = ys % 2 == 1 && !positive;
      list.add(place[swap ? i ^ x : i]);
      list.add(place[swap ? i : i ^ x]);
    }
    int split = plus.size();
    plus.addAll(minus);
    int[] pairs = plus.stream().mapToInt(Integer::intValue).toArray();
    emit(
        k,
        ys % 2 == 1
            ? new Operation.TurnReal(pairs, angle(k, rotation))
            : new Operation.TurnImaginary(pairs, split, angle(k, rotation)));
  }

  private void emit(int step, Operation operation) {
    operations.add(operation);
    stepOf.add(step);
  }

  private int angle(int k, Step step) {
    int slot = compiled.slots().get(k)[0];
    Integer known = angleOf.get(slot);
    if (known != null) {
      return known;
    }
    int number = angleSlots.length;
    angleSlots = Arrays.copyOf(angleSlots, number + 1);
    constant = Arrays.copyOf(constant, number + 1);
    angleSlots[number] = slot;
    constant[number] = step.isConstant();
    angleOf.put(slot, number);
    return number;
  }

  private static boolean isOdd(int bits) {
    return (Integer.bitCount(bits) & 1) != 0;
  }

  private int[] points(int mask, int value) {
    return IntStream.range(0, size).filter(i -> (i & mask) == value).toArray();
  }

  private int[] places(int[] indices) {
    return Arrays.stream(indices).map(i -> place[i]).toArray();
  }

  private void findColumns() {
    BitSet seen = new BitSet();
    for (int k = 0; k < operations.size(); k++) {
      BitSet own = new BitSet();
      for (Step.Angle angle : compiled.steps().get(stepOf.get(k)).angles()) {
        angle
            .expression()
            .parameters()
            .forEach(name -> own.set(compiled.circuit().parameters().indexOf(name)));
      }
      own.andNot(seen);
      if (!own.isEmpty()) {
        newColumns.add(own.stream().toArray());
        newAt.add(k);
        seen.or(own);
      }
    }
  }

  /** The weights asked for last: a training loop asks for the same ones, job after job. */
  private record Weighed(Observable observable, Weights weights) {}

  private Weights weights(Observable observable) {
    Weighed last = weighed;
    if (last != null && last.observable().equals(observable)) {
      return last.weights();
    }
    Weights weights = weigh(observable);
    weighed = new Weighed(observable, weights);
    return weights;
  }

  private Weights weigh(Observable observable) {
    Map<Integer, double[][]> byFlip = new HashMap<>();
    for (Observable.Term term : observable.terms()) {
      int x = (int) term.xMask();
      int z = (int) term.zMask();
      int ys = Integer.bitCount(x & z) & 3;
      double[][] h = byFlip.computeIfAbsent(x, _ -> new double[2][size]);
      for (int i = 0; i < size; i++) {
        double w = isOdd(i & z) == (ys >= 2) ? term.coefficient() : -term.coefficient();
        h[ys & 1][i] += w;
      }
    }
    double[] diagonal = null;
    List<Pairs> pairs = new ArrayList<>();
    for (int x : byFlip.keySet().stream().sorted().toList()) {
      double[][] h = byFlip.get(x);
      if (h == null) {
        throw new IllegalStateException("the key is from the map");
      }
      if (x == 0) {
        diagonal = new double[size];
        for (int i = 0; i < size; i++) {
          diagonal[place[i]] = h[0][i];
        }
      } else {
        int[] from = points(Integer.lowestOneBit(x), 0);
        pairs.add(
            new Pairs(
                Arrays.stream(from).flatMap(i -> IntStream.of(place[i], place[i ^ x])).toArray(),
                Arrays.stream(from).mapToDouble(i -> h[0][i]).toArray(),
                Arrays.stream(from).mapToDouble(i -> h[1][i]).toArray()));
      }
    }
    return new Weights(diagonal, pairs);
  }

  // Running.

  /** Row-major {@code [rows][observables]}. */
  double[] expectations(List<Observable> observables, Bindings rows, Workers workers) {
    List<Weights> weights = observables.stream().map(this::weights).toList();
    double[] values = new double[rows.rows() * weights.size()];
    forBlocks(
        rows,
        workers,
        false,
        (block, count, kernels) -> {
          for (int k = 0; k < weights.size(); k++) {
            weigh(block, weights.get(k), kernels);
            for (int lane = 0; lane < count; lane++) {
              values[block.rows[lane] * weights.size() + k] = block.out[lane];
            }
          }
        });
    return values;
  }

  Simulator.Gradients gradients(Observable observable, Bindings rows, Workers workers) {
    Weights weights = weights(observable);
    double[] values = new double[rows.rows()];
    double[] jacobian = new double[rows.rows() * parameters];
    forBlocks(
        rows,
        workers,
        true,
        (block, count, kernels) -> {
          weigh(block, weights, kernels);
          for (int lane = 0; lane < count; lane++) {
            values[block.rows[lane]] = block.out[lane];
          }
          image(block, weights);
          back(block, kernels);
          for (int lane = 0; lane < count; lane++) {
            for (int p = 0; p < parameters; p++) {
              jacobian[block.rows[lane] * parameters + p] = block.jacobian[p][lane];
            }
          }
        });
    return new Simulator.Gradients(values, jacobian);
  }

  private static void weigh(Workspace w, Weights weights, LaneKernels kernels) {
    Arrays.fill(w.out, 0);
    if (weights.diagonal() != null) {
      kernels.weigh(w.re, w.im, weights.diagonal(), w.out);
    }
    for (Pairs pairs : weights.pairs()) {
      Sums.weighPairs(w.re, w.im, pairs.table(), pairs.hr(), pairs.hi(), w.out);
    }
  }

  private static void image(Workspace w, Weights weights) {
    if (weights.diagonal() == null) {
      Arrays.fill(w.lre, 0);
      Arrays.fill(w.lim, 0);
    } else {
      Sums.image(w.re, w.im, weights.diagonal(), w.lre, w.lim, w.lanes);
    }
    for (Pairs pairs : weights.pairs()) {
      Sums.imagePairs(w.re, w.im, pairs.table(), pairs.hr(), pairs.hi(), w.lre, w.lim, w.lanes);
    }
  }

  /** What is done with a block whose final states are ready. */
  @FunctionalInterface
  private interface BlockTask {
    void run(Workspace block, int count, LaneKernels kernels);
  }

  /** The states at a cut, one a group of rows that agree so far. */
  private record Cut(int operation, int[] groupOf, int[] representative, double[] re, double[] im) {
    static final Cut NONE = new Cut(0, new int[0], new int[0], new double[0], new double[0]);
  }

  private void forBlocks(Bindings rows, Workers workers, boolean adjoint, BlockTask task) {
    long work = rows.rows() * cost * (adjoint ? 4 : 1);
    LaneKernels kernels = Kernels.forWork(work);
    int threads = (int) Math.clamp(work / WORTH_SHARING, 1, workers.threads());
    int lanes = lanes(rows.rows(), threads, kernels.width());
    Cut cut = cut(rows, workers, kernels);
    run(
        workers,
        threads,
        (rows.rows() + lanes - 1) / lanes,
        lanes,
        adjoint,
        (block, number) -> {
          int count = Math.min(lanes, rows.rows() - number * lanes);
          for (int lane = 0; lane < lanes; lane++) {
            block.rows[lane] = number * lanes + Math.min(lane, count - 1);
          }
          bind(block, rows, count, kernels);
          start(block, cut);
          forward(block, cut.operation(), operations.size(), kernels);
          task.run(block, count, kernels);
        });
  }

  @FunctionalInterface
  private interface NumberedBlock {
    void run(Workspace block, int number);
  }

  private void run(
      Workers workers, int threads, int blocks, int lanes, boolean adjoint, NumberedBlock body) {
    ConcurrentLinkedQueue<Workspace> free =
        pool.getOrDefault(adjoint, new ConcurrentLinkedQueue<>());
    java.util.function.IntConsumer task =
        number -> {
          Workspace block = free.poll();
          if (block == null || block.lanes != lanes) {
            block = new Workspace(this, lanes, adjoint);
          }
          body.run(block, number);
          free.add(block);
        };
    if (threads > 1) {
      workers.run(blocks, task);
    } else {
      for (int number = 0; number < blocks; number++) {
        Workers.checkInterrupt();
        task.accept(number);
      }
    }
  }

  /** Lanes of a block: what keeps its states in the first cache, or less for few rows. */
  private int lanes(int rows, int threads, int width) {
    int most = Math.max(8, Math.min(32, 1024 / size));
    int share = Math.max(1, (rows + threads - 1) / threads);
    int wanted = Math.min(most, Integer.highestOneBit(2 * share - 1));
    return Math.max(width, wanted);
  }

  private void bind(Workspace w, Bindings rows, int count, LaneKernels kernels) {
    compiled.angles().evaluate(rows, w.rows, count, w.slots);
    for (int k = 0; k < angleSlots.length; k++) {
      if (!constant[k]) {
        kernels.sinCos(w.slots[angleSlots[k]], w.c[k], w.s[k]);
      }
    }
  }

  private void start(Workspace w, Cut cut) {
    int lanes = w.lanes;
    if (cut.operation() == 0) {
      for (int i = 0; i < size; i++) {
        Arrays.fill(w.re, i * lanes, (i + 1) * lanes, startRe[i]);
        Arrays.fill(w.im, i * lanes, (i + 1) * lanes, startIm[i]);
      }
      return;
    }
    for (int lane = 0; lane < lanes; lane++) {
      int from = cut.groupOf()[w.rows[lane]] * size;
      for (int i = 0; i < size; i++) {
        w.re[i * lanes + lane] = cut.re()[from + i];
        w.im[i * lanes + lane] = cut.im()[from + i];
      }
    }
  }

  private void forward(Workspace w, int from, int to, LaneKernels kernels) {
    for (int k = from; k < to; k++) {
      switch (operations.get(k)) {
        case Operation.Phase(int[] at, int split, int angle) -> {
          kernels.phase(w.re, w.im, at, 0, split, w.c[angle], w.s[angle], 1);
          kernels.phase(w.re, w.im, at, split, at.length, w.c[angle], w.s[angle], -1);
        }
        case Operation.TurnReal(int[] pairs, int angle) ->
            kernels.turnReal(w.re, w.im, pairs, 0, pairs.length, w.c[angle], w.s[angle], 1);
        case Operation.TurnImaginary(int[] pairs, int split, int angle) -> {
          kernels.turnImaginary(w.re, w.im, pairs, 0, split, w.c[angle], w.s[angle], 1);
          kernels.turnImaginary(w.re, w.im, pairs, split, pairs.length, w.c[angle], w.s[angle], -1);
        }
        case Operation.Matrix(int[] groups, int width, double[] u, _) ->
            matrix(w, w.re, w.im, groups, width, u, kernels);
      }
    }
  }

  private static void matrix(
      Workspace w,
      double[] re,
      double[] im,
      int[] groups,
      int width,
      double[] u,
      LaneKernels kernels) {
    if (width == 2) {
      for (int entry = 0; entry < 8; entry++) {
        Arrays.fill(w.entries, entry * w.lanes, (entry + 1) * w.lanes, u[entry]);
      }
      kernels.matrix(re, im, groups, w.entries, w.lanes);
    } else {
      Sums.matrix(re, im, groups, width, u, new double[2 * width], w.lanes);
    }
  }

  /** Sweeps both states back to the first wanted angle and adds up the jacobian on the way. */
  private void back(Workspace w, LaneKernels kernels) {
    for (double[] column : w.jacobian) {
      Arrays.fill(column, 0);
    }
    for (int k = operations.size() - 1; k >= first; k--) {
      Arrays.fill(w.out, 0);
      double scale = 2;
      switch (operations.get(k)) {
        case Operation.Phase(int[] at, int split, int angle) -> {
          double[] c = w.c[angle];
          double[] s = w.s[angle];
          kernels.backPhase(w.re, w.im, w.lre, w.lim, at, 0, split, c, s, 1, w.out);
          kernels.backPhase(w.re, w.im, w.lre, w.lim, at, split, at.length, c, s, -1, w.out);
          scale = -2;
        }
        case Operation.TurnReal(int[] pairs, int angle) ->
            kernels.backReal(
                w.re, w.im, w.lre, w.lim, pairs, 0, pairs.length, w.c[angle], w.s[angle], 1, w.out);
        case Operation.TurnImaginary(int[] pairs, int split, int angle) -> {
          double[] c = w.c[angle];
          double[] s = w.s[angle];
          kernels.backImaginary(w.re, w.im, w.lre, w.lim, pairs, 0, split, c, s, 1, w.out);
          kernels.backImaginary(
              w.re, w.im, w.lre, w.lim, pairs, split, pairs.length, c, s, -1, w.out);
        }
        case Operation.Matrix(int[] groups, int width, _, double[] inverse) -> {
          matrix(w, w.re, w.im, groups, width, inverse, kernels);
          matrix(w, w.lre, w.lim, groups, width, inverse, kernels);
        }
      }
      for (Adjoint.Chain chain : chainsOf(k)) {
        double[] column = w.jacobian[chain.parameter()];
        double[] factor = w.slots[chain.factor()];
        for (int lane = 0; lane < w.lanes; lane++) {
          column[lane] += scale * w.out[lane] * factor[lane];
        }
      }
    }
  }

  // Rows that begin alike.

  private Cut cut(Bindings rows, Workers workers, LaneKernels kernels) {
    int count = rows.rows();
    if (count < 4 || newAt.size() < 2 || cost < WORTH_CUTTING) {
      return Cut.NONE;
    }
    int[] groupOf = new int[count];
    int groups = 1;
    int bestAt = 0;
    int[] best = groupOf;
    int bestGroups = 1;
    long bestCost = (long) count * operations.size();
    for (int j = 0; j < newAt.size(); j++) {
      // Up to newAt[j] the rows fall into `groups` classes.
      long total =
          (long) groups * newAt.get(j) + (long) count * (operations.size() - newAt.get(j) + 1);
      if (total < bestCost && (long) groups * size <= MOST_KEPT) {
        bestCost = total;
        bestAt = newAt.get(j);
        best = groupOf.clone();
        bestGroups = groups;
      }
      for (int column : newColumns.get(j)) {
        groups = refine(groupOf, groups, rows, column);
      }
      if (groups > count - count / 8) {
        break;
      }
    }
    if (bestAt == 0) {
      return Cut.NONE;
    }
    return cutAt(bestAt, best, bestGroups, rows, workers, kernels);
  }

  /** Parts the classes by one more column; returns how many there are then. */
  private static int refine(int[] groupOf, int groups, Bindings rows, int column) {
    int capacity = Integer.highestOneBit(Math.max(8, groupOf.length)) * 4;
    int[] table = new int[capacity];
    int found = 0;
    int[] old = groupOf.clone();
    int[] representative = new int[groupOf.length];
    for (int row = 0; row < groupOf.length; row++) {
      long bits = Double.doubleToRawLongBits(rows.value(row, column));
      long hash = (bits + 31L * old[row] * groups) * 0x9e3779b97f4a7c15L;
      int at = (int) (hash >>> 32) & capacity - 1;
      while (table[at] != 0) {
        int other = representative[table[at] - 1];
        if (old[other] == old[row]
            && Double.doubleToRawLongBits(rows.value(other, column)) == bits) {
          break;
        }
        at = at + 1 & capacity - 1;
      }
      if (table[at] == 0) {
        representative[found] = row;
        table[at] = ++found;
      }
      groupOf[row] = table[at] - 1;
    }
    return found;
  }

  private Cut cutAt(
      int operation,
      int[] groupOf,
      int groups,
      Bindings rows,
      Workers workers,
      LaneKernels kernels) {
    int[] representative = new int[groups];
    for (int row = groupOf.length - 1; row >= 0; row--) {
      representative[groupOf[row]] = row;
    }
    double[] re = new double[groups * size];
    double[] im = new double[groups * size];
    int lanes = lanes(groups, 1, kernels.width());
    run(
        workers,
        1,
        (groups + lanes - 1) / lanes,
        lanes,
        false,
        (block, number) -> {
          int count = Math.min(lanes, groups - number * lanes);
          for (int lane = 0; lane < lanes; lane++) {
            block.rows[lane] = representative[number * lanes + Math.min(lane, count - 1)];
          }
          bind(block, rows, count, kernels);
          start(block, Cut.NONE);
          forward(block, 0, operation, kernels);
          for (int lane = 0; lane < count; lane++) {
            int to = (number * lanes + lane) * size;
            for (int i = 0; i < size; i++) {
              re[to + i] = block.re[i * lanes + lane];
              im[to + i] = block.im[i * lanes + lane];
            }
          }
        });
    return new Cut(operation, groupOf, representative, re, im);
  }
}
