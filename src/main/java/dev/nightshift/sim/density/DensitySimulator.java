package dev.nightshift.sim.density;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Condition;
import dev.nightshift.kernel.small.Transfer;
import dev.nightshift.sim.Sampling;
import dev.nightshift.sim.Workers;
import dev.nightshift.sim.noise.FinalReading;
import dev.nightshift.sim.noise.FinalState;
import dev.nightshift.sim.noise.NoisyPart;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.sim.noise.RowBinding;
import dev.nightshift.sim.noise.Shots;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs parts of noisy circuits exactly. Thread-safe.
 *
 * <p>Every method throws CIRCUIT_TOO_WIDE before it allocates when the operators would not fit.
 */
public final class DensitySimulator {
  /** Coefficients of 15 qubits are 2^30: more does not fit into an array. */
  public static final int MAX_QUBITS = 15;

  /** Widest distribution that is written out. */
  public static final int MAX_OUTPUTS = 24;

  private static final int MAX_ENDS = 1 << 12;

  /** Branches lighter than this are rounding. */
  private static final double NOTHING = 1e-14;

  private final Workers workers;
  private final long maxBytes;

  /**
   * @param maxBytes that the operators of one call may take together
   */
  public DensitySimulator(Workers workers, long maxBytes) {
    this.workers = workers;
    this.maxBytes = maxBytes;
  }

  /** A part ready to run for many rows of bindings. */
  public static final class Program {
    private final NoisyPart part;
    private final List<Operation> operations;
    private final FinalReading reading;

    private Program(NoisyPart part) {
      this.part = part;
      this.operations = Operations.of(part);
      this.reading = FinalReading.of(part);
    }

    public NoisyPart part() {
      return part;
    }
  }

  /** Prepares what does not depend on the bindings. */
  public Program compile(NoisyPart part) {
    return new Program(part);
  }

  /**
   * Bytes that a part takes.
   *
   * @param copies of its operator at a time
   */
  public static long bytesNeeded(NoisyPart part, int copies) {
    if (part.qubits() > MAX_QUBITS) {
      return Long.MAX_VALUE;
    }
    // A wide gate needs the imaginary parts of the density matrix, too.
    int own = copies + (Operations.hasWideGates(part) ? 1 : 0);
    return Math.multiplyExact(PauliVector.bytes(part.qubits()), (long) own);
  }

  /** Whether a part fits, with as many copies of its operator as some shots may need. */
  public boolean fits(NoisyPart part, int shots) {
    return bytesNeeded(part, copies(part, shots)) <= maxBytes;
  }

  /** The final state; measurements on the way are not followed. */
  public FinalState observe(Program program, RowBinding binding) {
    check(program.part(), 1);
    if (program.part().forks() > 0) {
      throw new IllegalStateException("an observed part has no outputs");
    }
    PauliVector state = PauliVector.zero(program.part().qubits(), workers);
    run(program, state, 0, binding, new boolean[0]);
    return state;
  }

  /**
   * The probability of every value of the outputs, as they are read.
   *
   * @return {@code 2^outputs} of them, output 0 the lowest bit
   * @throws NightshiftException CIRCUIT_BRANCHES when more than 4,096 outcomes would have to be
   *     followed, JOB_TOO_LARGE for more than 24 outputs
   */
  public double[] distribution(Program program, RowBinding binding) {
    int outputs = program.part().outputs().size();
    if (outputs > MAX_OUTPUTS) {
      throw new NightshiftException(
          ErrorCode.JOB_TOO_LARGE,
          "the distribution of %d bits has 2^%d values; ask for samples, or for at most %d bits"
              .formatted(outputs, outputs, MAX_OUTPUTS));
    }
    check(program.part(), 1 + program.part().forks());
    double[] weights = new double[1 << outputs];
    new Walk(program, binding, null, weights, null)
        .walk(PauliVector.zero(program.part().qubits(), workers), 0, new boolean[outputs], 0, 0);
    program.reading.misread(weights);
    return weights;
  }

  /** Samples of the outputs, in random order. */
  public Shots sample(Program program, RowBinding binding, int shots, Seed seed) {
    check(program.part(), copies(program.part(), shots));
    int outputs = program.part().outputs().size();
    Shots into = new Shots(shots, outputs);
    SplittableRandom random = seed.random();
    new Walk(program, binding, into, new double[0], random)
        .walk(
            PauliVector.zero(program.part().qubits(), workers), 0, new boolean[outputs], 0, shots);
    if (program.part().forks() > 0) {
      into.shuffle(random);
    }
    return into;
  }

  /** A fork copies for the side with fewer shots: copies nest at most log2(shots) deep. */
  private static int copies(NoisyPart part, int shots) {
    int nested = 32 - Integer.numberOfLeadingZeros(shots);
    return 1 + Math.min(part.forks(), nested);
  }

  private void check(NoisyPart part, int copies) {
    if (bytesNeeded(part, copies) > maxBytes) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_TOO_WIDE,
          "the density matrix of %d qubits takes 2^%d bytes, %d of them are needed; %d MB may be"
                  .formatted(part.qubits(), 2 * part.qubits() + 3, copies, maxBytes >> 20)
              + " used, and at most %d qubits: use fewer qubits, a larger heap (-Xmx) or the method"
                  .formatted(MAX_QUBITS)
              + " statevector");
    }
  }

  /** Runs operations up to a fork or the end, and returns where it stopped. */
  private static int run(
      Program program, PauliVector state, int from, RowBinding binding, boolean[] read) {
    Plan plan = new Plan(state, program.part().qubits());
    for (int next = from; next < program.operations.size(); ) {
      Workers.checkInterrupt();
      int k = next++;
      switch (program.operations.get(k)) {
        case Operation.Local(int qubit, double[] transfer) -> plan.local(qubit, transfer);
        case Operation.LocalGate(int qubit, var call) ->
            plan.local(qubit, Transfer.ofUnitary(call.fullMatrix(binding), 1));
        case Operation.Joint(int[] qubits, SparseRows rows) -> plan.joint(qubits, rows);
        case Operation.JointGate(var qubits, var call) ->
            plan.joint(
                qubits.stream().mapToInt(Integer::intValue).sorted().toArray(),
                SparseRows.of(
                    Operations.ordered(
                        qubits, Transfer.ofUnitary(call.fullMatrix(binding), qubits.size())),
                    qubits.size()));
        case Operation.Wide(var qubits, var call) -> {
          plan.flush();
          state.applyWide(
              qubits.subList(0, call.controls()),
              call.controlValue(),
              qubits.subList(call.controls(), qubits.size()),
              call.matrix(binding));
        }
        case Operation.Fork _ -> {
          plan.flush();
          return k;
        }
        case Operation.Skip(Condition unless, int to) ->
            next = unless != null && unless.holds(output -> read[output]) ? k + 1 : to;
      }
    }
    plan.flush();
    return program.operations.size();
  }

  /**
   * Follows a part along its outcomes.
   *
   * @param into receives samples; null in an exact walk
   * @param weights receives the distribution in an exact walk
   * @param random null in an exact walk
   */
  private record Walk(
      Program program,
      RowBinding binding,
      @Nullable Shots into,
      double[] weights,
      @Nullable SplittableRandom random,
      int[] ends) {
    Walk(
        Program program,
        RowBinding binding,
        @Nullable Shots into,
        double[] weights,
        @Nullable SplittableRandom random) {
      this(program, binding, into, weights, random, new int[1]);
    }

    void walk(PauliVector state, int from, boolean[] read, int first, int shots) {
      int at = run(program, state, from, binding, read);
      if (at == program.operations.size()) {
        end(state, read, first, shots);
        return;
      }
      if (!(program.operations.get(at)
          instanceof Operation.Fork(int qubit, int output, ReadoutError readout))) {
        throw new IllegalStateException("runs stop at forks");
      }
      double truth = Math.clamp(state.weightOfOne(qubit) / state.trace(), 0, 1);
      double one = truth * readout.one(true) + (1 - truth) * readout.one(false);
      int ones = random == null ? 0 : Sampling.binomial(shots, one, random);
      int[] split = {shots - ones, ones};
      boolean[] possible = {
        random == null ? 1 - one > NOTHING : split[0] > 0,
        random == null ? one > NOTHING : split[1] > 0
      };
      int light = split[1] <= split[0] ? 1 : 0;
      int start = first;
      for (int outcome : new int[] {light, 1 - light}) {
        if (possible[outcome]) {
          boolean last = outcome != light || !possible[1 - light];
          PauliVector branch = last ? state : state.copy();
          branch.apply(new int[] {qubit}, List.of(SparseRows.of(found(readout, outcome), 1)));
          boolean[] own = read.clone();
          own[output] = outcome == 1;
          walk(branch, at + 1, own, start, split[outcome]);
          start += split[outcome];
        }
      }
    }

    /** What a reading leaves: the outcomes that are read so, each by how often it is. */
    private static double[] found(ReadoutError readout, int reading) {
      if (readout.isIdeal()) {
        return Transfer.projection(reading);
      }
      double[] sum = new double[16];
      for (int outcome = 0; outcome < 2; outcome++) {
        double one = readout.one(outcome == 1);
        double[] projection = Transfer.projection(outcome);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += (reading == 1 ? one : 1 - one) * projection[i];
        }
      }
      return sum;
    }

    private void end(PauliVector state, boolean[] read, int first, int shots) {
      FinalReading reading = program.reading;
      double[] found = state.distribution(reading.xs(), reading.zs(), reading.qubits());
      if (into != null && random != null) {
        reading.draw(found, read, into, first, shots, random);
        return;
      }
      if (++ends[0] > MAX_ENDS) {
        throw new NightshiftException(
            ErrorCode.CIRCUIT_BRANCHES,
            "measurements in mid-circuit part the state more than %d times; an exact distribution"
                    .formatted(MAX_ENDS)
                + " follows every outcome: ask for samples, or measure at the end only");
      }
      reading.addTo(weights, found, read);
    }
  }

  /** The density matrix of a part, for tests: row-major, re and im alternating. */
  double[] matrix(Program program, RowBinding binding) {
    PauliVector state = PauliVector.zero(program.part().qubits(), workers);
    run(program, state, 0, binding, new boolean[0]);
    return Arrays.copyOf(state.toMatrix(), 2 << 2 * program.part().qubits());
  }
}
