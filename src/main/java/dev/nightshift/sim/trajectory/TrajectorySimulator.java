package dev.nightshift.sim.trajectory;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.sim.Workers;
import dev.nightshift.sim.noise.FinalReading;
import dev.nightshift.sim.noise.FinalState;
import dev.nightshift.sim.noise.Mixture;
import dev.nightshift.sim.noise.NoisyPart;
import dev.nightshift.sim.noise.NoisyStep;
import dev.nightshift.sim.noise.RowBinding;
import dev.nightshift.sim.noise.Shots;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Runs parts of noisy circuits shot by shot, as pure states. Thread-safe.
 *
 * <p>Every method throws CIRCUIT_TOO_WIDE before it allocates when the states would not fit.
 */
public final class TrajectorySimulator {
  public static final int MAX_QUBITS = 30;

  /** Widest distribution that is written out. */
  public static final int MAX_OUTPUTS = 24;

  /** Branches that wait for a thread; more gain nothing. */
  private static final int MAX_WAITING = 256;

  private final Workers workers;
  private final long maxBytes;

  /**
   * @param maxBytes that the states of one call may take together
   */
  public TrajectorySimulator(Workers workers, long maxBytes) {
    this.workers = workers;
    this.maxBytes = maxBytes;
  }

  /** Whether a part's state fits. */
  public boolean fits(NoisyPart part) {
    return part.qubits() <= MAX_QUBITS && PureState.bytes(part.qubits()) <= maxBytes;
  }

  /**
   * Samples of the outputs, in random order.
   *
   * @param shots at least 1
   */
  public Shots sample(NoisyPart part, RowBinding binding, int shots, Seed seed) {
    check(part);
    FinalReading reading = FinalReading.of(part);
    Shots into = new Shots(shots, part.outputs().size());
    Run.Course course = new Run.Course(events(part, binding), reading, into);
    int batch = batch(part, shots);
    for (int first = 0; first < shots; first += batch) {
      SplittableRandom random = seed.split(first).random();
      int count = Math.min(batch, shots - first);
      Run trunk =
          new Run(
              course,
              PureState.zero(part.qubits(), workers),
              0,
              new boolean[part.outputs().size()],
              first,
              count,
              random);
      if (1 << part.qubits() <= Workers.BLOCK) {
        spread(trunk, waiting(part, count));
      } else {
        // A state this large takes all threads itself.
        trunk.finish(TrajectorySimulator::alone);
      }
    }
    into.shuffle(seed.split("order").random());
    return into;
  }

  /** The runs that part from the trunk wait in small groups, which all threads share. */
  private void spread(Run trunk, int most) {
    List<Run> waiting = new ArrayList<>();
    Runnable drain =
        () -> {
          workers.run(waiting.size(), k -> waiting.get(k).finish(TrajectorySimulator::alone));
          waiting.clear();
        };
    trunk.finish(branch -> {
      waiting.add(branch);
      if (waiting.size() >= most) {
        drain.run();
      }
    });
    drain.run();
  }

  private static void alone(Run run) {
    run.finish(TrajectorySimulator::alone);
  }

  /** The final state of a part that {@link NoisyPart#isPure}. */
  public FinalState observe(NoisyPart part, RowBinding binding) {
    return pure(part, binding);
  }

  /**
   * The probability of every value of the outputs of a part that {@link NoisyPart#isPure}, as they
   * are read.
   *
   * @return {@code 2^outputs} of them, output 0 the lowest bit
   * @throws NightshiftException JOB_TOO_LARGE for more than 24 outputs
   */
  public double[] distribution(NoisyPart part, RowBinding binding) {
    int outputs = part.outputs().size();
    if (outputs > MAX_OUTPUTS) {
      throw new NightshiftException(
          ErrorCode.JOB_TOO_LARGE,
          "the distribution of %d bits has 2^%d values; ask for samples, or for at most %d bits"
              .formatted(outputs, outputs, MAX_OUTPUTS));
    }
    FinalReading reading = FinalReading.of(part);
    double[] found = pure(part, binding).distribution(reading.xs(), reading.zs(), reading.qubits());
    double[] weights = new double[1 << outputs];
    reading.addTo(weights, found, new boolean[outputs]);
    reading.misread(weights);
    return weights;
  }

  private PureState pure(NoisyPart part, RowBinding binding) {
    if (!part.isPure()) {
      throw new IllegalStateException("errors, resets and measurements need samples");
    }
    check(part);
    PureState state = PureState.zero(part.qubits(), workers);
    for (Event event : events(part, binding)) {
      Workers.checkInterrupt();
      Run.applyGate(state, event);
    }
    return state;
  }

  static List<Event> events(NoisyPart part, RowBinding binding) {
    List<Event> events = new ArrayList<>();
    for (int k = 0; k < part.steps().size(); k++) {
      if (!part.deferred().get(k)) {
        add(part.steps().get(k), binding, events);
      }
    }
    return events;
  }

  private static void add(NoisyStep step, RowBinding binding, List<Event> events) {
    switch (step) {
      case NoisyStep.Ideal(var call, var qubits) -> {
        if (qubits.size() <= 2) {
          events.add(Event.of(qubits, call.fullMatrix(binding)));
        } else {
          List<Integer> targets = qubits.subList(call.controls(), qubits.size());
          int value = 0;
          for (int c = 0; c < call.controls(); c++) {
            value |= (call.controlValue() >> c & 1) << qubits.get(c);
          }
          events.add(
              new Event.Wide(
                  Event.mask(qubits), value, Event.offsets(targets), call.matrix(binding)));
        }
      }
      case NoisyStep.Noise(var error, var qubits) -> {
        for (Mixture stage : error.stages()) {
          events.add(Event.of(stage, qubits));
        }
      }
      case NoisyStep.Reset(int qubit) -> events.add(new Event.Reset(qubit));
      case NoisyStep.Measure(int qubit, var axis, int output) -> {
        if (axis != NoisyStep.Axis.Z) {
          throw new IllegalStateException("what is read along " + axis + " is read at the end");
        }
        events.add(new Event.Measure(qubit, output));
      }
      case NoisyStep.Note(int qubit, int output, var readout) ->
          events.add(new Event.Note(qubit, output, readout));
      case NoisyStep.Decide(var condition, var then, var otherwise, _) -> {
        int over = events.size();
        events.add(new Event.Skip(condition, over));
        then.forEach(inner -> add(inner, binding, events));
        int behind = events.size();
        events.add(new Event.Skip(null, behind));
        events.set(over, new Event.Skip(condition, events.size()));
        otherwise.forEach(inner -> add(inner, binding, events));
        events.set(behind, new Event.Skip(null, events.size()));
      }
    }
  }

  /**
   * Shots that begin together: a trajectory and its nested copies must fit, so where memory is
   * short fewer share a beginning.
   */
  private int batch(NoisyPart part, int shots) {
    long states = maxBytes / PureState.bytes(part.qubits());
    int batch = shots;
    while (batch > 1 && 1 + log2(batch) > states) {
      batch = (batch + 1) / 2;
    }
    return batch;
  }

  /** Branches that may wait beside the trunk and the copies that each thread nests. */
  private int waiting(NoisyPart part, int shots) {
    long states = maxBytes / PureState.bytes(part.qubits());
    return Math.clamp(states - 1 - workers.threads() * (long) log2(shots), 1, MAX_WAITING);
  }

  private static int log2(int shots) {
    return 32 - Integer.numberOfLeadingZeros(shots);
  }

  private void check(NoisyPart part) {
    if (!fits(part)) {
      int qubits = 0;
      while (qubits < MAX_QUBITS && PureState.bytes(qubits + 1) <= maxBytes) {
        qubits++;
      }
      throw new NightshiftException(
          ErrorCode.CIRCUIT_TOO_WIDE,
          "a state of %d qubits takes 2^%d bytes; %d qubits fit into the %d MB that may be used: use"
                  .formatted(part.qubits(), part.qubits() + 4, qubits, maxBytes >> 20)
              + " fewer qubits or a larger heap (-Xmx)");
    }
  }
}
