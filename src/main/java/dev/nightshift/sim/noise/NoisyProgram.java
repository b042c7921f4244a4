package dev.nightshift.sim.noise;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/*
 * A circuit on a wide device touches few of its qubits, and those often fall into groups that never
 * meet. Three exact reductions follow, where a decision joins the qubits whose readings it asks with
 * those it acts on:
 *
 *  - walking back from what is read, a step that touches no qubit still of interest is dropped: every
 *    step keeps the trace. A reset ends the interest in what its qubit was before.
 *  - qubits joined by no remaining step are in a product state. They are simulated on their own, and
 *    the cost is the sum over the parts and not the product.
 *  - a measurement whose qubit is only measured afterwards may be made at the end, off the
 *    probabilities.
 */
/**
 * A circuit with its noise, reduced to what is asked of it and split into parts that never meet.
 */
public record NoisyProgram(List<NoisyPart> parts) {

  /**
   * A measurement added at the end.
   *
   * @param output the number under which {@link NoisyPart.Output#bit} will have it
   */
  public record Reading(int qubit, NoisyStep.Axis axis, int output) {}

  public NoisyProgram {
    parts = List.copyOf(parts);
  }

  /** For the circuit's bits: those measured, each by the last measurement into it. */
  public static NoisyProgram measuring(Circuit circuit, NoiseModel model) {
    return of(new Weaver(circuit, model).steps(true), List.of(), model);
  }

  /**
   * For readings along some axes at the end; what the circuit itself measures is forgotten.
   *
   * @param misread whether the readings have the model's readout errors
   */
  public static NoisyProgram reading(
      Circuit circuit, NoiseModel model, List<Reading> readings, boolean misread) {
    List<NoisyStep> steps = new Weaver(circuit, model).steps(false);
    for (Reading reading : readings) {
      List<Integer> qubit = List.of(reading.qubit());
      Optional<QuantumError> error = misread ? model.error("measure", qubit) : Optional.empty();
      if (error.isEmpty()) {
        steps.add(new NoisyStep.Measure(reading.qubit(), reading.axis(), reading.output()));
      } else {
        // The error stands between the turn of the axis and the measurement.
        steps.addAll(toZ(reading));
        steps.add(new NoisyStep.Noise(error.get(), qubit));
        steps.add(new NoisyStep.Measure(reading.qubit(), NoisyStep.Axis.Z, reading.output()));
      }
    }
    return of(steps, List.of(), misread ? model : NoiseModel.IDEAL);
  }

  /** For the reduced state of some qubits at the end. */
  public static NoisyProgram observing(
      Circuit circuit, NoiseModel model, Collection<Integer> qubits) {
    return of(new Weaver(circuit, model).steps(false), qubits, model);
  }

  private static List<NoisyStep> toZ(Reading reading) {
    List<StandardGate> gates =
        switch (reading.axis()) {
          case X -> List.of(StandardGate.H);
          case Y -> List.of(StandardGate.SDG, StandardGate.H);
          case Z -> List.of();
        };
    List<Integer> qubit = List.of(reading.qubit());
    return gates.stream()
        .<NoisyStep>map(gate -> new NoisyStep.Ideal(GateCall.of(gate, qubit), qubit))
        .toList();
  }

  private static NoisyProgram of(
      List<NoisyStep> steps, Collection<Integer> observed, NoiseModel model) {
    List<NoisyStep> kept = noticed(steps, observed);
    int width =
        1
            + Math.max(
                observed.stream().mapToInt(Integer::intValue).max().orElse(-1),
                kept.stream()
                    .flatMap(step -> step.qubits().stream())
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElse(-1));
    int[] root = new int[width];
    Arrays.setAll(root, qubit -> qubit);
    boolean[] used = new boolean[width];
    observed.forEach(qubit -> used[qubit] = true);
    for (NoisyStep step : kept) {
      int first = step.qubits().getFirst();
      for (int qubit : step.qubits()) {
        used[qubit] = true;
        root[root(root, qubit)] = root(root, first);
      }
    }
    Map<Integer, PartBuilder> builders = new LinkedHashMap<>();
    for (int qubit = 0; qubit < width; qubit++) {
      if (used[qubit]) {
        builders
            .computeIfAbsent(root(root, qubit), _ -> new PartBuilder(model, !observed.isEmpty()))
            .add(qubit);
      }
    }
    for (NoisyStep step : kept) {
      PartBuilder builder = builders.get(root(root, step.qubits().getFirst()));
      if (builder == null) {
        throw new IllegalStateException("every qubit of a step belongs to a part");
      }
      builder.add(step);
    }
    return new NoisyProgram(builders.values().stream().map(PartBuilder::build).toList());
  }

  private static int root(int[] roots, int qubit) {
    int at = qubit;
    while (roots[at] != at) {
      roots[at] = roots[roots[at]];
      at = roots[at];
    }
    return at;
  }

  /** The steps that outputs and observed qubits can notice. */
  private static List<NoisyStep> noticed(List<NoisyStep> steps, Collection<Integer> observed) {
    Set<Integer> live = new HashSet<>(observed);
    List<NoisyStep> kept = new ArrayList<>();
    for (NoisyStep step : steps.reversed()) {
      boolean noticed = isRead(step) || step.qubits().stream().anyMatch(live::contains);
      if (!noticed) {
        continue;
      }
      kept.add(step);
      if (step instanceof NoisyStep.Reset(int qubit)) {
        live.remove(qubit);
      } else {
        live.addAll(step.qubits());
      }
    }
    return kept.reversed();
  }

  private static boolean isRead(NoisyStep step) {
    return switch (step) {
      case NoisyStep.Measure(_, _, int output) -> output >= 0;
      case NoisyStep.Note _ -> true;
      case NoisyStep.Decide(_, var then, var otherwise, _) ->
          then.stream().anyMatch(NoisyProgram::isRead)
              || otherwise.stream().anyMatch(NoisyProgram::isRead);
      case NoisyStep.Ideal _, NoisyStep.Noise _, NoisyStep.Reset _ -> false;
    };
  }

  /** Collects one part and numbers its qubits and outputs. */
  private static final class PartBuilder {
    private final NoiseModel model;
    private final boolean observed;
    private final List<Integer> circuitQubits = new ArrayList<>();
    private final List<NoisyStep> steps = new ArrayList<>();
    private final List<NoisyPart.Output> outputs = new ArrayList<>();

    /** The outputs of bits that are read on the way. */
    private final Map<Integer, Integer> noted = new HashMap<>();

    PartBuilder(NoiseModel model, boolean observed) {
      this.model = model;
      this.observed = observed;
    }

    void add(int qubit) {
      circuitQubits.add(qubit);
    }

    void add(NoisyStep step) {
      steps.add(numbered(step));
    }

    private NoisyStep numbered(NoisyStep step) {
      List<Integer> local = step.qubits().stream().map(circuitQubits::indexOf).toList();
      return switch (step) {
        case NoisyStep.Ideal(GateCall call, _) -> new NoisyStep.Ideal(call, local);
        case NoisyStep.Noise(QuantumError error, _) -> new NoisyStep.Noise(error, local);
        case NoisyStep.Reset _ -> new NoisyStep.Reset(local.getFirst());
        case NoisyStep.Measure(int qubit, NoisyStep.Axis axis, int output) -> {
          if (output >= 0) {
            outputs.add(new NoisyPart.Output(output, model.readout(qubit)));
          }
          yield new NoisyStep.Measure(local.getFirst(), axis, output < 0 ? -1 : outputs.size() - 1);
        }
        case NoisyStep.Note(_, int bit, ReadoutError readout) ->
            new NoisyStep.Note(local.getFirst(), notedOutput(bit), readout);
        case NoisyStep.Decide(Condition condition, var then, var otherwise, _) ->
            new NoisyStep.Decide(
                condition.mapped(this::notedOutput),
                then.stream().map(this::numbered).toList(),
                otherwise.stream().map(this::numbered).toList(),
                local);
      };
    }

    /** The output of a bit that is read on the way, where it is misread if at all. */
    private int notedOutput(int bit) {
      return noted.computeIfAbsent(
          bit,
          _ -> {
            outputs.add(new NoisyPart.Output(bit, ReadoutError.NONE));
            return outputs.size() - 1;
          });
    }

    NoisyPart build() {
      Boolean[] deferred = new Boolean[steps.size()];
      Arrays.fill(deferred, false);
      boolean[] touched = new boolean[circuitQubits.size()];
      Arrays.fill(touched, observed);
      for (int k = steps.size() - 1; k >= 0; k--) {
        if (steps.get(k) instanceof NoisyStep.Measure(int qubit, NoisyStep.Axis axis, _)) {
          deferred[k] = !touched[qubit];
          touched[qubit] |= axis != NoisyStep.Axis.Z;
        } else {
          steps.get(k).qubits().forEach(qubit -> touched[qubit] = true);
        }
      }
      return new NoisyPart(circuitQubits, steps, outputs, List.of(deferred));
    }
  }
}
