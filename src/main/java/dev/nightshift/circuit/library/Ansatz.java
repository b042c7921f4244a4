package dev.nightshift.circuit.library;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression.Parameter;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Circuits of trainable weights: layers of rotations with entangling layers between them.
 *
 * <p>Weights are {@code y0000}, {@code y0001}, ... in the order of the gates: layer by layer, gate
 * kind by gate kind, qubit by qubit. Gates and their order are those of Qiskit's functions of the
 * same name.
 *
 * @see <a href="https://arxiv.org/abs/1704.05018">Kandala et al. 2017</a>
 */
public final class Ansatz {
  private Ansatz() {}

  /**
   * What can be chosen beside gates, width and repetitions.
   *
   * @param prefix of the parameters' names
   * @param skipFinalRotationLayer end with an entangling layer
   * @param skipUnentangledQubits no rotations on qubits that no block of the pattern touches
   * @param insertBarriers between all layers
   */
  public record Options(
      String prefix,
      boolean skipFinalRotationLayer,
      boolean skipUnentangledQubits,
      boolean insertBarriers) {
    public static final Options DEFAULT = new Options("y", false, false, false);

    public Options withPrefix(String value) {
      return new Options(value, skipFinalRotationLayer, skipUnentangledQubits, insertBarriers);
    }

    public Options withoutFinalRotationLayer() {
      return new Options(prefix, true, skipUnentangledQubits, insertBarriers);
    }

    public Options withoutUnentangledQubits() {
      return new Options(prefix, skipFinalRotationLayer, true, insertBarriers);
    }

    public Options withBarriers() {
      return new Options(prefix, skipFinalRotationLayer, skipUnentangledQubits, true);
    }
  }

  /** RY layers and cx: real amplitudes only. {@code qubits * (reps + 1)} weights. */
  public static Circuit realAmplitudes(int qubits, int reps, EntanglerMap entanglement) {
    return realAmplitudes(qubits, reps, entanglement, Options.DEFAULT);
  }

  public static Circuit realAmplitudes(
      int qubits, int reps, EntanglerMap entanglement, Options options) {
    return twoLocal(
        qubits, reps, List.of(StandardGate.RY), List.of(StandardGate.CX), entanglement, options);
  }

  /** RY then RZ layers and cx. {@code 2 * qubits * (reps + 1)} weights. */
  public static Circuit efficientSU2(int qubits, int reps, EntanglerMap entanglement) {
    return efficientSU2(qubits, reps, entanglement, Options.DEFAULT);
  }

  public static Circuit efficientSU2(
      int qubits, int reps, EntanglerMap entanglement, Options options) {
    return twoLocal(
        qubits,
        reps,
        List.of(StandardGate.RY, StandardGate.RZ),
        List.of(StandardGate.CX),
        entanglement,
        options);
  }

  public static Circuit twoLocal(
      int qubits,
      int reps,
      List<? extends Gate> rotations,
      List<? extends Gate> entanglers,
      EntanglerMap entanglement) {
    return twoLocal(qubits, reps, rotations, entanglers, entanglement, Options.DEFAULT);
  }

  /**
   * Any gates: {@code reps} times a rotation layer and an entangling layer, then a rotation layer.
   *
   * @param qubits width, at least 1; one qubit gets rotations only
   * @param reps at least 0
   * @param rotations one-qubit gates, each applied to every qubit before the next
   * @param entanglers gates of two or more qubits, each laid on every block before the next
   * @param entanglement the blocks of each layer
   * @throws dev.nightshift.base.error.NightshiftException CIRCUIT_INVALID when a rotation acts on
   *     more than one qubit or a block does not suit its gate
   */
  public static Circuit twoLocal(
      int qubits,
      int reps,
      List<? extends Gate> rotations,
      List<? extends Gate> entanglers,
      EntanglerMap entanglement,
      Options options) {
    Names.check("the ansatz", qubits, reps);
    for (Gate rotation : rotations) {
      if (rotation.qubits() != 1) {
        throw Names.invalid(
            "rotation gate %s of the ansatz acts on %d qubits; use gates of one qubit"
                .formatted(rotation.qasmName(), rotation.qubits()));
      }
    }
    List<Layer> layers = layers(qubits, reps, rotations, entanglers, entanglement, options);
    int weights =
        layers.stream()
            .flatMap(layer -> layer.steps().stream())
            .mapToInt(step -> step.gate().parameters())
            .sum();
    List<Parameter> names = Names.vector(options.prefix(), weights);
    CircuitBuilder circuit = Circuit.builder(qubits);
    int next = 0;
    for (int i = 0; i < layers.size(); i++) {
      if (options.insertBarriers() && i > 0) {
        circuit.barrier();
      }
      for (Step step : layers.get(i).steps()) {
        int taken = step.gate().parameters();
        circuit.apply(step.gate(), names.subList(next, next + taken), step.qubits());
        next += taken;
      }
    }
    return circuit.build();
  }

  private record Step(Gate gate, List<Integer> qubits) {}

  private record Layer(List<Step> steps) {}

  private static List<Layer> layers(
      int qubits,
      int reps,
      List<? extends Gate> rotations,
      List<? extends Gate> entanglers,
      EntanglerMap entanglement,
      Options options) {
    List<Layer> entangling = new ArrayList<>();
    for (int rep = 0; rep < reps; rep++) {
      List<Step> steps = new ArrayList<>();
      if (qubits > 1) {
        for (Gate entangler : entanglers) {
          for (List<Integer> block : entanglement.blocks(qubits, entangler.qubits(), rep)) {
            steps.add(new Step(entangler, block));
          }
        }
      }
      entangling.add(new Layer(steps));
    }
    int[] rotated =
        IntStream.range(0, qubits)
            .filter(qubit -> !options.skipUnentangledQubits() || touches(entangling, qubit))
            .toArray();
    List<Step> rotation = new ArrayList<>();
    for (Gate gate : rotations) {
      for (int qubit : rotated) {
        rotation.add(new Step(gate, List.of(qubit)));
      }
    }
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : entangling) {
      layers.add(new Layer(rotation));
      layers.add(layer);
    }
    // Without it the layer stays as an empty one, so that a barrier still closes the entanglers.
    layers.add(new Layer(options.skipFinalRotationLayer() ? List.of() : rotation));
    return layers;
  }

  private static boolean touches(List<Layer> layers, int qubit) {
    return layers.stream()
        .anyMatch(layer -> layer.steps().stream().anyMatch(step -> step.qubits().contains(qubit)));
  }
}
