package dev.nightshift.transpile;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.Receipt.Figures;
import dev.nightshift.transpile.layout.ElideSwaps;
import dev.nightshift.transpile.layout.ExactLayout;
import dev.nightshift.transpile.layout.Starts;
import dev.nightshift.transpile.pass.CancelInverses;
import dev.nightshift.transpile.pass.ExpandTwoQubitGates;
import dev.nightshift.transpile.pass.MergeOneQubitGates;
import dev.nightshift.transpile.pass.OptimizationLoop;
import dev.nightshift.transpile.pass.ResynthesizeLinearBlocks;
import dev.nightshift.transpile.pass.UnrollGates;
import dev.nightshift.transpile.pass.UseEntangler;
import dev.nightshift.transpile.route.Interactions;
import dev.nightshift.transpile.route.RoutingLoss;
import dev.nightshift.transpile.route.SabreTrials;
import dev.nightshift.transpile.route.SabreTrials.Routed;
import dev.nightshift.transpile.schedule.ScheduleInstructions;
import dev.nightshift.transpile.synth.GateSink;
import dev.nightshift.value.Target;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The door: any circuit to a device's instruction set. Stateless; safe on any thread.
 *
 * <p>Of many routings one is carried to the end, the best by what a walk knows of its entanglers.
 * What cancels shows only behind the optimization, but to optimize six of them gained one per cent
 * for six times the time.
 */
public final class Transpiler {
  /** Changes whenever the same input may give another circuit. */
  public static final String VERSION = "3";

  /** How many more entanglers a routing may take that errs less. */
  private static final double EXCESS = 0.02;

  private Transpiler() {}

  /** How hard a level tries. */
  private record Effort(long exactBudget, int starts, int rounds, int candidates) {
    static Effort of(int level) {
      return switch (level) {
        case 0 -> new Effort(0, 1, 0, 1);
        case 1 -> new Effort(10_000, 6, 2, 1);
        case 2 -> new Effort(20_000, 16, 3, 1);
        default -> new Effort(60_000, 48, 5, 4);
      };
    }
  }

  /**
   * Maps a circuit to a device.
   *
   * @throws NightshiftException CIRCUIT_TOO_WIDE, TARGET_UNSUITABLE or GATE_UNSUPPORTED with what
   *     would fit; OPTION_VALUE for an initial layout that is none
   */
  public static Transpiled transpile(Circuit circuit, Target target, TranspileOptions options) {
    return new Run(circuit, Coupling.of(target), options).transpile();
  }

  /**
   * What a circuit's mapping depends on, as one digest: the circuit, the target, the options, and
   * the version of the transpiler.
   */
  public static String key(Circuit circuit, Target target, TranspileOptions options) {
    return Receipt.digest(
        String.join(
            "\n",
            VERSION,
            Receipt.digest(circuit),
            Coupling.of(target).targetDigest(),
            Receipt.digest(options)));
  }

  private static final class Run {
    private final Circuit circuit;
    private final Coupling coupling;
    private final TranspileOptions options;
    private final Effort effort;
    private final PassContext context;
    private final Stopwatch watch = new Stopwatch();

    Run(Circuit circuit, Coupling coupling, TranspileOptions options) {
      this.circuit = circuit;
      this.coupling = coupling;
      this.options = options;
      this.effort = Effort.of(options.level());
      this.context = new PassContext(coupling.target(), options, options.seed());
    }

    Transpiled transpile() {
      Circuit plain = run(new UnrollGates(), circuit);
      if (options.level() > 0) {
        plain = run(new CancelInverses(), plain);
      }
      if (options.level() > 1) {
        plain = run(new ResynthesizeLinearBlocks(), plain);
      }
      ElideSwaps elided = ElideSwaps.of(plain);
      Interactions graph = Interactions.of(elided.circuit());
      int[][] pairs = graph.pairs();
      coupling.checkFits(
          circuit.qubits(),
          (int)
              Arrays.stream(pairs).filter(row -> Arrays.stream(row).anyMatch(c -> c > 0)).count());
      List<Routed> routed = watch.time("layout-and-routing", () -> routed(graph, pairs));
      Routed best = watch.time("better-qubits", () -> safest(routed));
      Circuit finished = scheduled(finish(best));
      Receipt receipt =
          new Receipt(
              VERSION,
              options.level(),
              options.seed().value(),
              Receipt.digest(options),
              Receipt.digest(circuit),
              coupling.targetDigest(),
              Receipt.digest(finished),
              Figures.of(circuit),
              Figures.of(finished),
              watch.times());
      List<Integer> ends = best.finalLayout();
      return new Transpiled(
          finished, best.initialLayout(), elided.ends().stream().map(ends::get).toList(), receipt);
    }

    // Layout and routing -------------------------------------------------------------------------

    /** Routings that take hardly more entanglers than the best, the best first. */
    private List<Routed> routed(Interactions graph, int[][] pairs) {
      Seed seed = options.seed().split("route");
      SabreTrials trials = new SabreTrials(graph, coupling, seed);
      if (!options.initialLayout().isEmpty()) {
        return trials
            .route(checkedLayout(pairs), effort.starts())
            .best(effort.candidates(), EXCESS);
      }
      Optional<int[]> exact =
          ExactLayout.find(graph.circuit(), pairs, coupling, effort.exactBudget());
      if (exact.isPresent()) {
        return trials.route(exact.get(), 1).best(effort.candidates(), EXCESS);
      }
      if (options.level() >= 2) {
        // Pairs at two edges from each other are a swap apart: a good start where it exists.
        ExactLayout.nearly(graph.circuit(), pairs, coupling, effort.exactBudget())
            .ifPresent(near -> trials.route(near, effort.starts() / 2));
      }
      return trials
          .settle(
              Starts.of(pairs, coupling, effort.starts(), options.seed().split("layout")),
              effort.rounds())
          .best(effort.candidates(), EXCESS);
    }

    private int[] checkedLayout(int[][] pairs) {
      List<Integer> given = options.initialLayout();
      if (given.size() != circuit.qubits()) {
        throw layout(
            "has %d qubits but the circuit has %d; give one physical qubit for each"
                .formatted(given.size(), circuit.qubits()));
      }
      Set<Integer> seen = new HashSet<>();
      Set<Integer> parts = new HashSet<>();
      for (int v = 0; v < given.size(); v++) {
        int p = given.get(v);
        if (p < 0 || p >= coupling.qubits()) {
          throw layout("names qubit %d, which is outside [0, %d)".formatted(p, coupling.qubits()));
        }
        if (!seen.add(p)) {
          throw layout("names qubit %d twice; physical qubits must differ".formatted(p));
        }
        if (!coupling.isUsable(p)) {
          throw layout(
              "names qubit %d, which is out of order on %s; take another"
                  .formatted(p, coupling.target().name()));
        }
        if (Arrays.stream(pairs[v]).anyMatch(count -> count > 0)) {
          parts.add(coupling.component(p));
        }
      }
      if (parts.size() > 1) {
        throw layout(
            "lies on parts of %s that no working pair joins; keep to one of them"
                .formatted(coupling.target().name()));
      }
      return given.stream().mapToInt(Integer::intValue).toArray();
    }

    private static NightshiftException layout(String what) {
      return new NightshiftException(ErrorCode.OPTION_VALUE, "the initial layout " + what);
    }

    // Better qubits for the finished circuit -----------------------------------------------------

    /** What is likeliest to go well by the errors of the edges, on the best qubits for it. */
    private Routed safest(List<Routed> candidates) {
      boolean moves = options.level() >= 2 && options.initialLayout().isEmpty();
      if (candidates.size() == 1) {
        return moves ? moved(candidates.getFirst()) : candidates.getFirst();
      }
      return candidates.stream()
          .map(routed -> moves ? moved(routed) : routed)
          .min(Comparator.comparingDouble(routed -> RoutingLoss.of(routed.circuit(), coupling)))
          .orElseThrow();
    }

    /** The same on the qubits that err least: a routed circuit fits wherever its edges do. */
    private Routed moved(Routed routed) {
      int[] used = used(routed);
      int[] compact = new int[coupling.qubits()];
      Arrays.fill(compact, -1);
      for (int k = 0; k < used.length; k++) {
        compact[used[k]] = k;
      }
      Circuit small = relabelled(routed.circuit(), compact, used.length);
      int[][] pairs = Interactions.of(small).pairs();
      Optional<int[]> places = ExactLayout.find(small, pairs, coupling, effort.exactBudget());
      if (places.isEmpty()) {
        return routed;
      }
      int[] to = places.get();
      return new Routed(
          relabelled(small, to, coupling.qubits()),
          routed.initialLayout().stream().map(p -> to[compact[p]]).toList(),
          routed.finalLayout().stream().map(p -> to[compact[p]]).toList());
    }

    private int[] used(Routed routed) {
      Set<Integer> all = new java.util.TreeSet<>(routed.initialLayout());
      for (Instruction instruction : Instruction.leaves(routed.circuit().instructions())) {
        if (instruction instanceof Instruction.Apply apply) {
          all.addAll(apply.qubits());
        }
      }
      return all.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Circuit relabelled(Circuit circuit, int[] to, int qubits) {
      GateSink out = new GateSink();
      List<Integer> places = Arrays.stream(to).boxed().toList();
      circuit.instructions().forEach(step -> out.add(ElideSwaps.placed(step, places)));
      return out.onQubits(qubits, circuit);
    }

    // Translation and optimization ---------------------------------------------------------------

    private Circuit finish(Routed routed) {
      if (options.level() < 2) {
        return translated(routed.circuit());
      }
      // Before translation swaps and rotations are still seen as what they are.
      Circuit optimized = run(new OptimizationLoop(), routed.circuit());
      return OptimizationLoop.isForDevice(optimized, context) ? optimized : translated(optimized);
    }

    private Circuit translated(Circuit circuit) {
      Circuit current = run(new ExpandTwoQubitGates(coupling), circuit);
      if (options.level() > 0) {
        current = run(new CancelInverses(), current);
      }
      current = run(new UseEntangler(coupling), current);
      boolean optimizes = options.level() > 0 || !options.passes().isEmpty();
      current = optimizes ? run(new OptimizationLoop(), current) : current;
      // A list of one's own need not end in the device's gates.
      return optimizes && OptimizationLoop.isForDevice(current, context)
          ? current
          : run(new MergeOneQubitGates(), current);
    }

    private Circuit scheduled(Circuit circuit) {
      return options.scheduling().isNone() ? circuit : run(new ScheduleInstructions(), circuit);
    }

    private Circuit run(Pass pass, Circuit input) {
      return watch.time(pass.name(), () -> InBranches.run(pass, input, context));
    }
  }
}
