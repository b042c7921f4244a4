package dev.nightshift.experiment.plan;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.gradient.ParameterShift;
import dev.nightshift.job.gradient.ShotAllocation;
import dev.nightshift.learn.GptConfig;
import dev.nightshift.learn.QuantumConfig;
import dev.nightshift.learn.QuantumHeads;
import dev.nightshift.learn.QuantumMode;
import dev.nightshift.learn.RunPart;
import dev.nightshift.learn.TrainConfig;
import dev.nightshift.learn.TrainingPlan;
import dev.nightshift.learn.TrainingRun;
import dev.nightshift.value.Bindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The jobs of a run by multiplication: as many as the run's, and none larger than here.
 *
 * <p>Equal circuits of a job are counted each, so bindings, executions and shots are bounds.
 */
final class Outline {
  private final QuantumConfig quantum;
  private final Gradient gradient;
  private final List<Pass> passes;
  private final JobRequest values;
  private final JobRequest derivatives;
  private final long circuits;
  private final int layers;

  /**
   * Passes alike through the model; each asks every layer once.
   *
   * @param rows bound circuits a layer, before any are shifted
   * @param gradients whether derivatives are asked for
   */
  private record Pass(RunPart part, boolean gradients, long rows, long times) {}

  Outline(TrainingPlan plan, Gradient gradient) {
    this.quantum = Objects.requireNonNull(plan.quantum());
    this.gradient = gradient;
    this.layers = plan.model().layers();
    this.passes = passes(plan, quantum);
    Circuit circuit = QuantumHeads.circuit(quantum.qubits());
    this.values = request(ParameterShift.of(circuit, List.of()));
    // SPSA moves the circuit's own parameters, so it sends the circuit itself.
    this.derivatives =
        gradient == Gradient.SPSA
            ? values
            : request(ParameterShift.of(shift(quantum).template(), List.of()));
    this.circuits = circuits(quantum, gradient);
  }

  private static ParameterShift shift(QuantumConfig quantum) {
    Circuit circuit = QuantumHeads.circuit(quantum.qubits());
    List<String> names = circuit.parameters();
    return ParameterShift.of(
        circuit, quantum.inputGradients() ? names : names.subList(quantum.qubits(), names.size()));
  }

  /** Circuits for a bound circuit with derivatives. */
  static long circuits(QuantumConfig quantum, Gradient gradient) {
    return gradient.circuits(shift(quantum).rowsPerBinding());
  }

  /** A job of one bound circuit. */
  private JobRequest request(ParameterShift circuit) {
    List<String> names = circuit.template().parameters();
    JobOptions options =
        quantum.shots().isPresent()
            ? JobOptions.NONE.withShots(quantum.shots().getAsInt())
            : JobOptions.NONE;
    return JobRequest.estimate(
        List.of(
            circuit
                .expand(Bindings.rows(names, new double[names.size()]))
                .pub(List.of(QuantumHeads.observable(quantum.qubits())), null)),
        options);
  }

  private static List<Pass> passes(TrainingPlan plan, QuantumConfig quantum) {
    GptConfig model = plan.model();
    TrainConfig train = plan.train();
    int block = model.blockSize();
    List<Pass> passes = new ArrayList<>();
    long evaluations = Math.ceilDiv(train.maxIters(), train.evalInterval());
    int atOnce = TrainingRun.batchesAtOnce(plan);
    int full = train.evalIters() / atOnce;
    int rest = train.evalIters() % atOnce;
    long batch = rows(quantum, train.batchSize(), block);
    passes.add(new Pass(RunPart.TRAINING, true, batch, train.maxIters()));
    passes.add(new Pass(RunPart.EVALUATION, false, batch * atOnce, evaluations * full));
    passes.add(new Pass(RunPart.EVALUATION, false, batch * rest, rest == 0 ? 0 : evaluations));
    int tokens = plan.sample().tokens();
    for (int length = 1; length <= Math.min(tokens, block); length++) {
      long times = length < block ? 1 : tokens - block + 1L;
      passes.add(new Pass(RunPart.TEXT, false, rows(quantum, 1, length), times));
    }
    passes.add(new Pass(RunPart.PROBE, false, rows(quantum, block, block), 1));
    passes.removeIf(pass -> pass.rows() == 0 || pass.times() == 0);
    return passes;
  }

  /** Bound circuits of one layer; the faithful mode asks for none where the context is short. */
  private static long rows(QuantumConfig quantum, long sequences, int positions) {
    long each =
        quantum.mode() == QuantumMode.CAUSAL ? positions : positions < quantum.qubits() ? 0 : 1;
    return quantum.heads() * sequences * each;
  }

  /** Puts the run's jobs into a till. */
  void into(Till till) {
    for (Pass pass : passes) {
      long jobs = pass.times() * layers;
      if (!pass.gradients()) {
        till.take(pass.part(), values, pass.rows(), jobs);
      } else if (gradient == Gradient.ADJOINT) {
        till.takeAdjoint(pass.part(), pass.rows(), jobs);
      } else {
        till.take(pass.part(), derivatives, pass.rows() * circuits, jobs);
        if (quantum.spreadShots() && quantum.shots().isPresent()) {
          till.morePubs(pass.part(), (ShotAllocation.groups(pass.rows()) - 1) * jobs);
        }
      }
    }
  }
}
