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
import java.util.stream.Stream;
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
 * - A row that agrees with an earlier one in the parameters used so far takes up its state there,
 *   and its cosines and sines where angles are equal: see SharedPrefixes and LanePlan.
 *
 * Every lane runs through the same operations in the same order whatever stands beside it, plain or
 * in vectors, begun by another row or not: its bits depend on its row only.
 *
 * Measured on one thread (SimulatorBenchmark, 200 rows a call of the nano-GPT's circuit: 4 qubits, 40
 * gates; 2-core Xeon with AVX-512, JDK 25, 2026-11-26, machine shared), million values a second:
 *
 *                              plain kernels   vectors
 *   rows that share nothing              2.2       5.5
 *   rows of a parameter shift            4.6       7.5   (2.2 and 5.7 where each row runs alone)
 */
/** A circuit of few qubits compiled to tables, run on blocks of bindings. Thread-safe. */
final class LaneProgram {
  /** Wider circuits would outgrow the cache with their lanes. */
  static final int MAX_QUBITS = 10;

  /**
   * Amplitude updates a row from which on looking for rows that begin alike pays wherever they
   * stand: it costs some 100 ns a row, the whole 4-qubit circuit of the nano-GPT (320 updates) 220
   * ns.
   */
  private static final long WORTH_SEARCHING = 1000;

  /** Amplitudes and angles kept for rows to begin with: 64 MB, half more where all are angles. */
  private static final int MOST_KEPT = 1 << 22;

  /** Rows of a plan that is worth remembering: some 100 KB. */
  private static final int MOST_REMEMBERED = 1 << 12;

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
    final KeptStates.Turns turns;
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
      turns = new KeptStates.Turns(lanes);
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

  /** By lanes, which are a power of two, and whether they are for gradients. */
  private final List<ConcurrentLinkedQueue<Workspace>> pool =
      Stream.generate(ConcurrentLinkedQueue<Workspace>::new).limit(2 * Integer.SIZE).toList();

  private final SharedPrefixes prefixes;

  /** The operations that need a parameter for the first time, then their number. */
  private final int[] levels;

  /** By slot the last operation that needs it, through other slots or by itself; or -1. */
  private final int[] lastUse;

  private volatile @Nullable Weighed weighed;

  private volatile @Nullable Planned planned;

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
    List<int[]> columns = new ArrayList<>();
    this.levels = findLevels(columns);
    this.prefixes = new SharedPrefixes(columns, cost >= WORTH_SEARCHING);
    this.lastUse = new int[compiled.angles().size()];
    Arrays.fill(lastUse, -1);
    for (int number = 0; number < operations.size(); number++) {
      for (int slot : compiled.slots().get(stepOf.get(number))) {
        lastUse[slot] = number;
      }
    }
    compiled.angles().spread(lastUse);
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

  /**
   * The operations that need new columns of the bindings, then the number of operations.
   *
   * @param columns gets the new columns of each
   */
  private int[] findLevels(List<int[]> columns) {
    BitSet seen = new BitSet();
    IntStream.Builder at = IntStream.builder();
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
        columns.add(own.stream().toArray());
        at.add(k);
        seen.or(own);
      }
    }
    return at.add(operations.size()).build().toArray();
  }

  /** The weights asked for last: a training loop asks for the same ones, job after job. */
  private record Weighed(Observable observable, LaneWeights weights) {}

  private LaneWeights weights(Observable observable) {
    Weighed last = weighed;
    if (last != null && last.observable().equals(observable)) {
      return last.weights();
    }
    LaneWeights weights = LaneWeights.of(observable, place);
    weighed = new Weighed(observable, weights);
    return weights;
  }

  // Running.

  /** Row-major {@code [rows][observables]}. */
  double[] expectations(List<Observable> observables, Bindings rows, Workers workers) {
    List<LaneWeights> weights = observables.stream().map(this::weights).toList();
    double[] values = new double[rows.rows() * weights.size()];
    forBlocks(
        rows,
        workers,
        false,
        (block, count, kernels) -> {
          for (int k = 0; k < weights.size(); k++) {
            weights.get(k).weigh(block.re, block.im, block.out, kernels);
            for (int lane = 0; lane < count; lane++) {
              values[block.rows[lane] * weights.size() + k] = block.out[lane];
            }
          }
        });
    return values;
  }

  Simulator.Gradients gradients(Observable observable, Bindings rows, Workers workers) {
    LaneWeights weights = weights(observable);
    double[] values = new double[rows.rows()];
    double[] jacobian = new double[rows.rows() * parameters];
    forBlocks(
        rows,
        workers,
        true,
        (block, count, kernels) -> {
          weights.weigh(block.re, block.im, block.out, kernels);
          for (int lane = 0; lane < count; lane++) {
            values[block.rows[lane]] = block.out[lane];
          }
          weights.image(block.re, block.im, block.lre, block.lim, block.lanes);
          back(block, kernels);
          for (int lane = 0; lane < count; lane++) {
            for (int p = 0; p < parameters; p++) {
              jacobian[block.rows[lane] * parameters + p] = block.jacobian[p][lane];
            }
          }
        });
    return new Simulator.Gradients(values, jacobian);
  }

  /** What is done with a block whose final states are ready. */
  @FunctionalInterface
  private interface BlockTask {
    void run(Workspace block, int count, LaneKernels kernels);
  }

  /** One call: what it is about, and the means for it. */
  private record Batch(
      Bindings rows, Workers workers, LaneKernels kernels, Means means, BlockTask task) {
    /** What decides on the size of blocks, and on what they are for. */
    record Means(int threads, int width, boolean adjoint) {}
  }

  private void forBlocks(Bindings rows, Workers workers, boolean adjoint, BlockTask task) {
    long work = rows.rows() * cost * (adjoint ? 4 : 1);
    LaneKernels kernels = Kernels.forWork(work);
    int threads = (int) Math.clamp(work / WORTH_SHARING, 1, workers.threads());
    Batch.Means means = new Batch.Means(threads, kernels.width(), adjoint);
    Batch batch = new Batch(rows, workers, kernels, means, task);
    int piece = MOST_KEPT / (size + angleSlots.length);
    for (int from = 0; from < rows.rows(); from += piece) {
      int to = Math.min(rows.rows(), from + piece);
      LanePlan plan = plan(batch, from, to);
      if (plan == null) {
        runAlone(batch, from, to);
      } else {
        runShared(batch, plan, from);
      }
    }
  }

  /**
   * The plan made last: the rows of a training loop begin alike in the same way, job after job. To
   * make it takes 4 us, all of the nano-GPT's 200 rows 42 us.
   */
  private record Planned(SharedPrefixes.Tree tree, Batch.Means means, @Nullable LanePlan plan) {}

  private @Nullable LanePlan plan(Batch batch, int from, int to) {
    SharedPrefixes.Tree tree = prefixes.find(batch.rows(), from, to);
    if (tree == null) {
      return null;
    }
    Planned last = planned;
    if (last != null && last.means().equals(batch.means()) && last.tree().equals(tree)) {
      return last.plan();
    }
    LanePlan plan =
        LanePlan.of(
            tree,
            levels,
            batch.means().adjoint() ? 3 * operations.size() : 1,
            count -> lanes(count, batch.means()));
    if (to - from <= MOST_REMEMBERED) {
      planned = new Planned(tree, batch.means(), plan);
    }
    return plan;
  }

  /** Operations on single rows that values of some rows take on one thread; for tests. */
  long laneOperations(Bindings rows) {
    Batch.Means means = new Batch.Means(1, 1, false);
    BlockTask none = (_, _, _) -> {};
    LanePlan plan =
        plan(new Batch(rows, new Workers(1), Kernels.plain(), means, none), 0, rows.rows());
    long all = (long) rows.rows() * operations.size();
    return plan == null ? all : all - plan.saved();
  }

  private void runAlone(Batch batch, int from, int to) {
    int lanes = lanes(to - from, batch.means());
    run(
        batch,
        (to - from + lanes - 1) / lanes,
        lanes,
        (block, number) -> {
          int first = from + number * lanes;
          int count = Math.min(lanes, to - first);
          for (int lane = 0; lane < lanes; lane++) {
            block.rows[lane] = first + Math.min(lane, count - 1);
          }
          bind(block, batch.rows(), count, batch.kernels());
          start(block);
          forward(block, 0, operations.size(), batch.kernels());
          batch.task().run(block, count, batch.kernels());
        });
  }

  private void runShared(Batch batch, LanePlan plan, int first) {
    KeptStates kept = new KeptStates(plan.states(), size, plan.keepers(), angleSlots.length);
    for (LanePlan.Generation generation : plan.generations()) {
      run(
          batch,
          generation.parts().size(),
          generation.lanes(),
          (block, number) -> runShared(batch, generation.parts().get(number), first, kept, block));
    }
  }

  private void runShared(
      Batch batch, LanePlan.Part part, int first, KeptStates kept, Workspace block) {
    LaneKernels kernels = batch.kernels();
    int from = part.from();
    for (int lane = 0; lane < block.lanes; lane++) {
      block.rows[lane] = first + part.rows()[lane];
    }
    if (from == 0) {
      bind(block, batch.rows(), part.count(), kernels);
      start(block);
    } else {
      if (batch.means().adjoint()) {
        bind(block, batch.rows(), part.count(), kernels);
      } else {
        bind(block, batch.rows(), part, kept, kernels);
      }
      kept.take(part.starts(), block.re, block.im);
    }
    int done = from;
    if (!part.keeps().isEmpty()) {
      keepAngles(block, part, kept);
      for (LanePlan.Keep keep : part.keeps()) {
        forward(block, done, keep.operation(), kernels);
        done = keep.operation();
        kept.keep(keep.state(), block.re, block.im, block.lanes, keep.lane());
      }
    }
    forward(block, done, operations.size(), kernels);
    batch.task().run(block, part.count(), kernels);
  }

  private void keepAngles(Workspace w, LanePlan.Part part, KeptStates kept) {
    for (int lane = 0; lane < part.count(); lane++) {
      int keeper = part.keepers()[lane];
      for (int k = 0; k < angleSlots.length && keeper >= 0; k++) {
        if (lastUse[angleSlots[k]] >= part.from()) {
          kept.keepAngle(keeper, k, w.slots[angleSlots[k]][lane], w.c[k][lane], w.s[k][lane]);
        }
      }
    }
  }

  @FunctionalInterface
  private interface NumberedBlock {
    void run(Workspace block, int number);
  }

  private void run(Batch batch, int blocks, int lanes, NumberedBlock body) {
    boolean adjoint = batch.means().adjoint();
    ConcurrentLinkedQueue<Workspace> free =
        pool.get(2 * Integer.numberOfTrailingZeros(lanes) + (adjoint ? 1 : 0));
    java.util.function.IntConsumer task =
        number -> {
          Workspace known = free.poll();
          Workspace block = known == null ? new Workspace(this, lanes, adjoint) : known;
          body.run(block, number);
          free.add(block);
        };
    if (batch.means().threads() > 1) {
      batch.workers().run(blocks, task);
    } else {
      for (int number = 0; number < blocks; number++) {
        Workers.checkInterrupt();
        task.accept(number);
      }
    }
  }

  /** Lanes of a block: what keeps its states in the first cache, or less for few rows. */
  private int lanes(int rows, Batch.Means means) {
    int most = Math.max(8, Math.min(32, 1024 / size));
    int share = Math.max(1, (rows + means.threads() - 1) / means.threads());
    int wanted = Math.min(most, Integer.highestOneBit(2 * share - 1));
    return Math.max(means.width(), wanted);
  }

  private void bind(Workspace w, Bindings rows, int count, LaneKernels kernels) {
    compiled.angles().evaluate(rows, w.rows, count, w.slots);
    for (int k = 0; k < angleSlots.length; k++) {
      if (!constant[k]) {
        kernels.sinCos(w.slots[angleSlots[k]], w.c[k], w.s[k]);
      }
    }
  }

  /** Binds what the operations of a block need that does not begin with the first. */
  private void bind(
      Workspace w, Bindings rows, LanePlan.Part part, KeptStates kept, LaneKernels kernels) {
    int from = part.from();
    compiled.angles().evaluate(rows, w.rows, part.count(), w.slots, lastUse, from);
    for (int k = 0; k < angleSlots.length; k++) {
      if (!constant[k] && lastUse[angleSlots[k]] >= from) {
        w.turns.fill(kept, part.likes(), k, w.slots[angleSlots[k]], w.c, w.s, kernels);
      }
    }
    w.turns.flush(w.c, w.s, kernels);
  }

  private void start(Workspace w) {
    int lanes = w.lanes;
    for (int i = 0; i < size; i++) {
      Arrays.fill(w.re, i * lanes, (i + 1) * lanes, startRe[i]);
      Arrays.fill(w.im, i * lanes, (i + 1) * lanes, startIm[i]);
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
}
