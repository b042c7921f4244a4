package dev.nightshift.sim.noise;

import dev.nightshift.value.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/*
 * The stated error e of a gate is the average infidelity of everything that goes wrong in it, and
 * relaxation for the gate's length already explains 1 - F of it. The rest is depolarisation: mixing
 * with the uniform map, whose average fidelity is 1/d, gives 1 - e = (1 - l) F + l / d, so
 * l = d (e - (1 - F)) / (d F - 1). Figures beyond the possible are cut to it, as Aer does: e at
 * d / (d + 1), l at 4^n / (4^n - 1), T2 at 2 T1.
 */
/** The noise model of a device from its figures. */
final class DeviceNoise {
  /** h / kB in mK / GHz, as Aer rounds it. */
  private static final double MILLIKELVIN_PER_GIGAHERTZ = 47.99243;

  /** Instructions that are no gates: they relax, but have no gate error. */
  private static final List<String> NO_GATES = List.of("reset", "delay");

  private final Target target;
  private final NoiseOptions options;
  private final List<Idling.Qubit> qubits;

  private DeviceNoise(Target target, NoiseOptions options) {
    this.target = target;
    this.options = options;
    this.qubits = target.qubitFacts().stream().map(this::figures).toList();
  }

  static NoiseModel of(Target target, NoiseOptions options) {
    return new DeviceNoise(target, options).model();
  }

  private NoiseModel model() {
    NoiseModel.Builder builder = NoiseModel.builder();
    for (Target.Operation operation : target.operations()) {
      // What may be applied to any qubits has no figures of its own.
      if (operation.qubits().isEmpty() || operation.name().equals("measure")) {
        continue;
      }
      QuantumError error = error(operation);
      if (error != null) {
        builder.error(operation.name(), operation.qubits(), error);
      }
    }
    for (int qubit = 0; qubit < target.qubits(); qubit++) {
      builder.readout(qubit, readout(target.qubitFacts().get(qubit)));
    }
    if (options.relaxation() && !qubits.stream().allMatch(Idling.Qubit::waitsWell)) {
      builder.idling(new Idling(qubits, target.dtSeconds()));
    }
    return builder.build();
  }

  private @Nullable QuantumError error(Target.Operation operation) {
    QuantumError relaxation = relaxation(operation);
    double error = operation.error().orElse(0);
    if (!options.gateErrors() || error == 0 || NO_GATES.contains(operation.name())) {
      return relaxation;
    }
    double fidelity = relaxation == null ? 1 : relaxation.averageGateFidelity();
    if (error <= 1 - fidelity) {
      return relaxation;
    }
    int width = operation.qubits().size();
    double d = 1 << width;
    double possible = Math.min(error, d / (d + 1));
    double lambda = d * (possible - (1 - fidelity)) / (d * fidelity - 1);
    QuantumError depolarizing =
        QuantumError.depolarizing(Math.min(lambda, d * d / (d * d - 1)), width);
    return relaxation == null ? depolarizing : depolarizing.then(relaxation);
  }

  private @Nullable QuantumError relaxation(Target.Operation operation) {
    double seconds = operation.durationSeconds().orElse(0);
    if (!options.relaxation() || seconds == 0) {
      return null;
    }
    int width = operation.qubits().size();
    List<Mixture> stages = new ArrayList<>();
    for (int k = 0; k < width; k++) {
      Idling.Qubit qubit = qubits.get(operation.qubits().get(k));
      if (!qubit.waitsWell()) {
        stages.addAll(qubit.error(seconds).on(List.of(k), width).stages());
      }
    }
    return new QuantumError(width, stages);
  }

  private Idling.Qubit figures(Target.QubitFacts facts) {
    double t1 = facts.t1Seconds().orElse(Double.POSITIVE_INFINITY);
    double t2 = facts.t2Seconds().orElse(2 * t1);
    return new Idling.Qubit(t1, Math.min(t2, 2 * t1), excited(facts.frequencyHertz()));
  }

  /** The share of |1> at the options' temperature, of the two states alone. */
  private double excited(OptionalDouble hertz) {
    double temperature = options.temperatureMillikelvin();
    if (hertz.isEmpty() || temperature == 0) {
      return 0;
    }
    double ratio = MILLIKELVIN_PER_GIGAHERTZ * 1e-9 * hertz.getAsDouble() / Math.abs(temperature);
    double population = 1 / (1 + Math.exp(ratio));
    return temperature < 0 ? 1 - population : population;
  }

  private ReadoutError readout(Target.QubitFacts facts) {
    double mean = facts.readoutError().orElse(0);
    return switch (options.readout()) {
      case NONE -> ReadoutError.NONE;
      case SYMMETRIC -> new ReadoutError(mean, mean);
      case ASYMMETRIC ->
          facts.probMeas1Prep0().isPresent() && facts.probMeas0Prep1().isPresent()
              ? new ReadoutError(
                  facts.probMeas1Prep0().getAsDouble(), facts.probMeas0Prep1().getAsDouble())
              : new ReadoutError(mean, mean);
    };
  }
}
