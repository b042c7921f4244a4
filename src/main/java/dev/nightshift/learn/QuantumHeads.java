package dev.nightshift.learn;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.gradient.GradientRows;
import dev.nightshift.job.gradient.ParameterShift;
import dev.nightshift.job.gradient.Spsa;
import dev.nightshift.learn.quantum.CircuitEvaluator;
import dev.nightshift.learn.quantum.CircuitUnit;
import dev.nightshift.learn.quantum.GradientMethod;
import dev.nightshift.learn.quantum.Ladder;
import dev.nightshift.learn.quantum.StandardErrors;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a hybrid model's quantum heads are, where they run, and who counts.
 *
 * @param backend runs the circuits; stays the caller's to close
 * @param meter counts circuits asked for twice in a job; the backend counts what it runs
 * @param ladder of the config; one run's, with its steps down
 * @param errors takes the standard errors of what comes back
 */
public record QuantumHeads(
    QuantumConfig config, Backend backend, Meter meter, Ladder ladder, StandardErrors errors) {

  private static final Map<Integer, CircuitUnit> UNITS = new ConcurrentHashMap<>();

  /** For a run at its beginning. */
  public QuantumHeads(QuantumConfig config, Backend backend, Meter meter) {
    this(config, backend, meter, new Ladder(config.ladder()), new StandardErrors());
  }

  /**
   * The circuit of every quantum head: a ZZ feature map of the inputs {@code x...}, then real
   * amplitudes with the weights {@code y...}, both in a ring.
   */
  public static Circuit circuit(int qubits) {
    Circuit features =
        FeatureMaps.zzFeatureMap(qubits, QuantumConfig.FEATURE_REPS, Entanglement.CIRCULAR);
    Circuit ansatz =
        Ansatz.realAmplitudes(qubits, QuantumConfig.ANSATZ_REPS, Entanglement.CIRCULAR);
    return Circuit.builder(qubits).append(features).append(ansatz).build();
  }

  /** What is measured: Z on every qubit. */
  public static Observable observable(int qubits) {
    return Observable.of("Z".repeat(qubits));
  }

  /**
   * A job of the kind and size that a layer sends in training, with made-up angles: for a backend
   * to make ready with.
   *
   * @param sequences in a batch
   */
  public static JobRequest likeness(QuantumConfig config, GptConfig model, int sequences) {
    CircuitUnit unit = unit(config.qubits());
    int perHead = config.mode() == QuantumMode.FAITHFUL ? 1 : model.blockSize();
    int rows = config.heads() * sequences * perHead;
    double[] angles = new double[rows * unit.circuit().parameters().size()];
    Arrays.setAll(angles, i -> Math.sin(i));
    Bindings bindings = Bindings.rows(unit.circuit().parameters(), angles);
    GradientRows expanded =
        config.gradient() == GradientMethod.SPSA
            ? Spsa.of(unit.circuit(), unit.weights(), config.spsaMove())
                .expand(bindings, Seed.of(0))
            : ParameterShift.of(unit.circuit(), unit.weights()).expand(bindings);
    return JobRequest.estimate(
        List.of(expanded.pub(List.of(unit.observable()), null)), JobOptions.NONE);
  }

  /** All layers share one circuit, so that whoever keeps what it made of it finds it at once. */
  private static CircuitUnit unit(int qubits) {
    return UNITS.computeIfAbsent(
        qubits,
        width -> {
          Circuit circuit = circuit(width);
          return new CircuitUnit(
              circuit,
              observable(width),
              circuit.parameters().subList(0, width),
              circuit.parameters().subList(width, circuit.parameters().size()));
        });
  }

  /** The quantum part of one layer. */
  QuantumScores ofLayer(int layer, GptConfig model) {
    int qubits = config.qubits();
    if (config.heads() > model.heads()) {
      throw GptConfig.value(
          "quantum.heads is %d, but a layer has only %d heads; give at most that many"
              .formatted(config.heads(), model.heads()));
    }
    if (config.mode() == QuantumMode.FAITHFUL && qubits > model.blockSize()) {
      throw GptConfig.value(
          "quantum.qubits is %d, but a context has only %d positions to feed them; give at most that many"
              .formatted(qubits, model.blockSize()));
    }
    CircuitUnit unit = unit(qubits);
    CircuitEvaluator evaluator =
        new CircuitEvaluator(
            Collections.nCopies(config.heads(), unit),
            backend,
            config.gradient(),
            config.spsaMove(),
            config.shots(),
            meter,
            ladder,
            errors);
    return new QuantumScores(layer, config, evaluator, model.blockSize());
  }
}
