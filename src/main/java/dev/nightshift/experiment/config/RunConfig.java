package dev.nightshift.experiment.config;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.gradient.Spsa;
import dev.nightshift.learn.quantum.Ladder;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.report.Reference;
import dev.nightshift.wire.config.Yaml;
import dev.nightshift.wire.config.YamlMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One experiment: two models, a text, a backend, and how long to train.
 *
 * @param name of the file it was read from, without folder and extension; names the run's folder
 * @param seed of everything that is drawn, at least 0
 * @param backend a backend's name, looked up by whoever opens it
 * @param corpus a corpus' name, or the path of a UTF-8 text
 * @param reference name of the published figures to print beside, or null
 * @param out the run's own folder, new or empty; null for one named by time under {@code runs/}
 * @param budgets caps that no job of the run may pass
 * @param session whether its jobs are grouped at the service
 * @param transpile how circuits are mapped where the backend is a device or its twin
 */
public record RunConfig(
    String name,
    long seed,
    String backend,
    String corpus,
    Model model,
    Train train,
    Quantum quantum,
    Sample sample,
    Checkpoint checkpoint,
    @Nullable String reference,
    @Nullable String out,
    Budget budgets,
    SessionMode session,
    TranspileConfig transpile) {

  /** The values of keys that a file leaves out. */
  public static final RunConfig DEFAULT =
      new RunConfig(
          "default",
          0,
          "local",
          "tiny-shakespeare",
          new Model(16, 2, 2, 8, 0.1),
          new Train(4, 1e-3, 1_000, 50, 20),
          new Quantum(Mode.CAUSAL, 4, 2, 0, Gradient.AUTO, false),
          new Sample(120, false),
          new Checkpoint(100),
          null,
          null,
          Budget.UNLIMITED,
          SessionMode.AUTO,
          TranspileConfig.DEFAULT);

  /** Whether the quantum values are added as published, or so that the future stays hidden. */
  public enum Mode {
    /**
     * Bug for bug the published program: one value a head and layer, added after the causal mask.
     */
    FAITHFUL,
    /** One value a sample, head and position from the past only, added where the mask allows. */
    CAUSAL
  }

  /** How gradients of circuits are had. */
  public enum Gradient {
    /** Adjoint where values are exact and the backend has it, else parameter shift. */
    AUTO,
    /** Adjoint differentiation: exact values and a simulator in this process only. */
    ADJOINT,
    /** The parameter-shift rule: any backend, exact values or shots. */
    PARAMETER_SHIFT,
    /** Two circuits a value, along a random direction and against it: any backend, on average. */
    SPSA
  }

  /** How the shots of a training step are spread over its circuits. */
  public enum ShotAllocation {
    /** Each circuit has the same. */
    UNIFORM,
    /** More where a running estimate says that the gradient depends on it; as many in all. */
    GRADIENT
  }

  /**
   * Sizes of both transformers.
   *
   * @param embedding {@code n_embd}: width of a token's vector, in [1, 4096], a multiple of heads
   * @param heads {@code n_head}: attention heads a layer, in [1, 64]
   * @param layers {@code n_layer}: blocks, in [1, 64]
   * @param blockSize {@code block_size}: tokens of context, in [1, 4096]
   * @param dropout share of activations dropped in training, in [0, 0.9]
   */
  public record Model(int embedding, int heads, int layers, int blockSize, double dropout) {
    public Model {
      require(
          heads >= 1 && embedding >= 1 && embedding % heads == 0,
          "model.n_embd",
          embedding,
          multiple(embedding, heads));
      require(layers >= 1, "model.n_layer", layers, "at least 1");
      require(blockSize >= 1, "model.block_size", blockSize, "at least 1");
      require(dropout >= 0 && dropout < 1, "model.dropout", dropout, "a number in [0, 1)");
    }
  }

  /**
   * How both models are trained.
   *
   * @param batchSize {@code batch_size}: sequences a step, in [1, 4096]
   * @param learningRate {@code learning_rate} of AdamW, in [1e-9, 1]
   * @param maxIterations {@code max_iters}: steps, in [1, 10,000,000]
   * @param evalInterval {@code eval_interval}: steps from one evaluation to the next, at least 1
   * @param evalIterations {@code eval_iters}: batches an evaluation averages over, at least 1
   */
  public record Train(
      int batchSize, double learningRate, int maxIterations, int evalInterval, int evalIterations) {
    public Train {
      require(batchSize >= 1, "train.batch_size", batchSize, "at least 1");
      require(
          learningRate > 0 && learningRate <= 1,
          "train.learning_rate",
          learningRate,
          "a number in (0, 1]");
      require(maxIterations >= 1, "train.max_iters", maxIterations, "at least 1");
      require(evalInterval >= 1, "train.eval_interval", evalInterval, "at least 1");
      require(evalIterations >= 1, "train.eval_iters", evalIterations, "at least 1");
    }

    /** Evaluations of a run: before steps 0, interval, 2 interval, ... */
    public int evaluations() {
      return Math.ceilDiv(maxIterations, evalInterval);
    }
  }

  /**
   * The circuits of the hybrid model.
   *
   * @param qubits a circuit, in [2, 24]
   * @param heads attention heads a layer that have a circuit, in [1, n_head]
   * @param shots a circuit, in [0, 10,000,000]; 0 gives exact values
   * @param allocation {@code shot_allocation}
   * @param spsaMove {@code spsa_move}: how far SPSA moves every angle, radians, in [1e-4, 1]
   * @param inputGradients {@code input_gradients}: whether gradients flow on through a circuit's
   *     inputs; the published program stops them
   * @param ladder what is done, one after the other, when the budget refuses a job
   */
  public record Quantum(
      Mode mode,
      int qubits,
      int heads,
      int shots,
      ShotAllocation allocation,
      Gradient gradient,
      double spsaMove,
      boolean inputGradients,
      List<Ladder.Rung> ladder) {
    /** With SPSA's moves of the default size, and a pause when the budget refuses a job. */
    public Quantum(
        Mode mode, int qubits, int heads, int shots, Gradient gradient, boolean inputGradients) {
      this(
          mode,
          qubits,
          heads,
          shots,
          ShotAllocation.UNIFORM,
          gradient,
          Spsa.DEFAULT_MOVE,
          inputGradients,
          Ladder.PAUSE_ONLY);
    }

    public Quantum {
      ladder = List.copyOf(ladder);
      require(
          !ladder.isEmpty() && Ladder.descends(ladder),
          "quantum.ladder",
          words(ladder),
          LADDER_GOES_DOWN);
      require(
          spsaMove >= Spsa.LEAST_MOVE && spsaMove <= Spsa.MOST_MOVE,
          "quantum.spsa_move",
          spsaMove,
          "a number in [%s, %s]".formatted(Spsa.LEAST_MOVE, Spsa.MOST_MOVE));
      require(qubits >= 2, "quantum.qubits", qubits, "at least 2");
      require(heads >= 1, "quantum.heads", heads, "at least 1");
      require(
          shots > 0 || allocation == ShotAllocation.UNIFORM,
          "quantum.shot_allocation",
          YamlMap.word(allocation),
          NO_SHOTS_TO_SPREAD);
      require(shots >= 0, "quantum.shots", shots, "0 for exact values, or a number of shots");
      require(
          shots == 0 || gradient != Gradient.ADJOINT,
          "quantum.gradient",
          "adjoint",
          ADJOINT_IS_EXACT);
    }

    /** Whether values are exact. */
    public boolean exact() {
      return shots == 0;
    }

    /**
     * Whether gradients are adjoint on a backend.
     *
     * @param backend its name, for the message
     * @param offered whether the backend has adjoint gradients
     * @throws NightshiftException GRADIENT_UNSUPPORTED where the config asks for adjoint gradients
     *     and the backend has none
     */
    public boolean adjointOn(String backend, boolean offered) {
      if (gradient == Gradient.ADJOINT && !offered) {
        throw new NightshiftException(
            ErrorCode.GRADIENT_UNSUPPORTED,
            "quantum.gradient is adjoint, and backend '%s' has no adjoint gradients; set it to auto or parameter-shift, or use backend embedded"
                .formatted(backend));
      }
      return offered && exact() && (gradient == Gradient.AUTO || gradient == Gradient.ADJOINT);
    }
  }

  /**
   * The text that each model writes at the end.
   *
   * @param tokens to write after the first one, in [0, 1,000,000]
   * @param dropout whether dropout stays on while it writes, as the published program leaves it
   */
  public record Sample(int tokens, boolean dropout) {
    public Sample {
      require(tokens >= 0, "sample.tokens", tokens, "at least 0");
    }
  }

  /**
   * When a resumable state is written.
   *
   * @param everySteps {@code every_steps}: steps from one checkpoint to the next; 0 for only at the
   *     end and when the run stops
   */
  public record Checkpoint(int everySteps) {
    public Checkpoint {
      require(everySteps >= 0, "checkpoint.every_steps", everySteps, "at least 0");
    }
  }

  private static final String NO_SHOTS_TO_SPREAD =
      "uniform, because quantum.shots is 0: exact values have none to spread";

  private static final String LADDER_GOES_DOWN =
      "a list of spsa, frozen, pause, each at most once and in this order";

  private static final String ADJOINT_IS_EXACT =
      "auto or parameter-shift, because adjoint gradients are exact and quantum.shots is not 0";

  public RunConfig {
    require(seed >= 0, "seed", seed, "at least 0");
    require(
        quantum.heads() <= model.heads(),
        "quantum.heads",
        quantum.heads(),
        atMostHeads(model.heads()));
    require(
        quantum.mode() != Mode.FAITHFUL || quantum.qubits() <= model.blockSize(),
        "quantum.qubits",
        quantum.qubits(),
        fewQubits(model.blockSize()));
  }

  /**
   * Reads a file and the overrides of the command line.
   *
   * @param overrides {@code key=value} each, the later one wins
   * @throws NightshiftException FILE_MISSING, CONFIG_MALFORMED, CONFIG_UNKNOWN_KEY, CONFIG_VALUE or
   *     USAGE, in one line with the place
   */
  public static RunConfig read(Path file, List<String> overrides) {
    return of(nameOf(file), override(Yaml.read(file), overrides));
  }

  /** Reads a text; its name stands for the file in messages. */
  public static RunConfig parse(String name, String text, List<String> overrides) {
    return of(nameOf(Path.of(name)), override(Yaml.parse(name, text), overrides));
  }

  /** The config with every key in its order, as {@link Yaml#print} and the report write it. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("seed", seed);
    map.put("backend", backend);
    map.put("corpus", corpus);
    map.put(
        "model",
        section(
            "n_embd", model.embedding(),
            "n_head", model.heads(),
            "n_layer", model.layers(),
            "block_size", model.blockSize(),
            "dropout", model.dropout()));
    map.put(
        "train",
        section(
            "batch_size", train.batchSize(),
            "learning_rate", train.learningRate(),
            "max_iters", train.maxIterations(),
            "eval_interval", train.evalInterval(),
            "eval_iters", train.evalIterations()));
    map.put(
        "quantum",
        section(
            "mode", YamlMap.word(quantum.mode()),
            "qubits", quantum.qubits(),
            "heads", quantum.heads(),
            "shots", quantum.shots(),
            "shot_allocation", YamlMap.word(quantum.allocation()),
            "gradient", YamlMap.word(quantum.gradient()),
            "spsa_move", quantum.spsaMove(),
            "input_gradients", quantum.inputGradients(),
            "ladder", words(quantum.ladder())));
    map.put("sample", section("tokens", sample.tokens(), "dropout", sample.dropout()));
    map.put("checkpoint", section("every_steps", checkpoint.everySteps()));
    if (reference != null) {
      map.put("reference", reference);
    }
    if (out != null) {
      map.put("out", out);
    }
    if (budgets.limits()) {
      map.put("budgets", Budgets.toMap(budgets));
    }
    if (session != DEFAULT.session) {
      map.put("session", session.label());
    }
    if (!transpile.equals(DEFAULT.transpile)) {
      map.put("transpile", transpile.toMap());
    }
    return map;
  }

  /** The config as YAML that reads back as the same config. */
  public String toYaml() {
    return Yaml.print(toMap());
  }

  private static RunConfig of(String name, YamlMap root) {
    root.only(
        "seed",
        "backend",
        "corpus",
        "model",
        "train",
        "quantum",
        "sample",
        "checkpoint",
        "reference",
        "out",
        "budgets",
        "session",
        "transpile");
    Model model = model(root.map("model"));
    return new RunConfig(
        name,
        root.whole("seed", 0, Long.MAX_VALUE, DEFAULT.seed),
        root.text("backend", DEFAULT.backend),
        root.text("corpus", DEFAULT.corpus),
        model,
        train(root.map("train")),
        quantum(root.map("quantum"), model),
        sample(root.map("sample")),
        checkpoint(root.map("checkpoint")),
        root.has("reference") ? root.choice("reference", Reference.names()) : null,
        root.optionalText("out").orElse(null),
        Budgets.read(root.map("budgets")),
        root.choice("session", SessionMode.class, SessionMode.AUTO),
        TranspileConfig.read(root.map("transpile")));
  }

  private static Model model(YamlMap map) {
    map.only("n_embd", "n_head", "n_layer", "block_size", "dropout");
    int embedding = map.integer("n_embd", 1, 4096, DEFAULT.model.embedding);
    int heads = map.integer("n_head", 1, 64, DEFAULT.model.heads);
    if (embedding % heads != 0) {
      throw map.wrong(
          map.has("n_embd") ? "n_embd" : "n_head",
          map.has("n_embd") ? "" + embedding : heads + " and n_embd " + embedding,
          multiple(embedding, heads));
    }
    return new Model(
        embedding,
        heads,
        map.integer("n_layer", 1, 64, DEFAULT.model.layers),
        map.integer("block_size", 1, 4096, DEFAULT.model.blockSize),
        map.decimal("dropout", 0, 0.9, DEFAULT.model.dropout));
  }

  private static Train train(YamlMap map) {
    map.only("batch_size", "learning_rate", "max_iters", "eval_interval", "eval_iters");
    return new Train(
        map.integer("batch_size", 1, 4096, DEFAULT.train.batchSize),
        map.decimal("learning_rate", 1e-9, 1, DEFAULT.train.learningRate),
        map.integer("max_iters", 1, 10_000_000, DEFAULT.train.maxIterations),
        map.integer("eval_interval", 1, 10_000_000, DEFAULT.train.evalInterval),
        map.integer("eval_iters", 1, 1_000_000, DEFAULT.train.evalIterations));
  }

  private static Quantum quantum(YamlMap map, Model model) {
    map.only(
        "mode",
        "qubits",
        "heads",
        "shots",
        "shot_allocation",
        "gradient",
        "spsa_move",
        "input_gradients",
        "ladder");
    Mode mode = map.choice("mode", Mode.class, DEFAULT.quantum.mode);
    int qubits = map.integer("qubits", 2, 24, DEFAULT.quantum.qubits);
    if (mode == Mode.FAITHFUL && qubits > model.blockSize) {
      throw map.wrong("qubits", "" + qubits, fewQubits(model.blockSize));
    }
    int heads = map.integer("heads", 1, 64, Math.min(DEFAULT.quantum.heads, model.heads));
    if (heads > model.heads) {
      throw map.wrong("heads", "" + heads, atMostHeads(model.heads));
    }
    int shots = map.integer("shots", 0, 10_000_000, DEFAULT.quantum.shots);
    ShotAllocation allocation =
        map.choice("shot_allocation", ShotAllocation.class, DEFAULT.quantum.allocation);
    if (shots == 0 && allocation != ShotAllocation.UNIFORM) {
      throw map.wrong("shot_allocation", "'" + YamlMap.word(allocation) + "'", NO_SHOTS_TO_SPREAD);
    }
    Gradient gradient = map.choice("gradient", Gradient.class, DEFAULT.quantum.gradient);
    if (shots > 0 && gradient == Gradient.ADJOINT) {
      throw map.wrong("gradient", "'adjoint'", ADJOINT_IS_EXACT);
    }
    return new Quantum(
        mode,
        qubits,
        heads,
        shots,
        allocation,
        gradient,
        map.decimal("spsa_move", Spsa.LEAST_MOVE, Spsa.MOST_MOVE, DEFAULT.quantum.spsaMove),
        map.flag("input_gradients", DEFAULT.quantum.inputGradients),
        ladder(map));
  }

  private static List<Ladder.Rung> ladder(YamlMap map) {
    if (!map.has("ladder")) {
      return DEFAULT.quantum.ladder;
    }
    List<String> words = map.texts("ladder");
    List<Ladder.Rung> rungs =
        words.stream()
            .flatMap(word ->
                Arrays.stream(Ladder.Rung.values()).filter(rung -> rung.label().equals(word)))
            .toList();
    if (rungs.isEmpty() || rungs.size() < words.size() || !Ladder.descends(rungs)) {
      throw map.wrong("ladder", words.toString(), LADDER_GOES_DOWN);
    }
    return rungs;
  }

  private static List<String> words(List<Ladder.Rung> ladder) {
    return ladder.stream().map(Ladder.Rung::label).toList();
  }

  private static Sample sample(YamlMap map) {
    map.only("tokens", "dropout");
    return new Sample(
        map.integer("tokens", 0, 1_000_000, DEFAULT.sample.tokens),
        map.flag("dropout", DEFAULT.sample.dropout));
  }

  private static Checkpoint checkpoint(YamlMap map) {
    map.only("every_steps");
    return new Checkpoint(map.integer("every_steps", 0, 10_000_000, DEFAULT.checkpoint.everySteps));
  }

  private static YamlMap override(YamlMap root, List<String> overrides) {
    YamlMap result = root;
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw new NightshiftException(
            ErrorCode.USAGE,
            "--set has '%s'; give key=value, such as model.n_embd=32".formatted(override));
      }
      result = result.set(override.substring(0, equals), override.substring(equals + 1));
    }
    return result;
  }

  /** The name of a config: its file without folder and extension. */
  public static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static Map<String, Object> section(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private static String multiple(int embedding, int heads) {
    int above = Math.max(1, Math.ceilDiv(embedding, heads)) * heads;
    return "a multiple of n_head, which is %d, such as %d".formatted(heads, above);
  }

  private static String atMostHeads(int heads) {
    return "at most n_head, which is %d".formatted(heads);
  }

  private static String fewQubits(int blockSize) {
    return "at most model.block_size, which is %d, because faithful mode reads one position a qubit"
        .formatted(blockSize);
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new NightshiftException(
          ErrorCode.CONFIG_VALUE, "%s is %s; expected %s".formatted(key, found, expected));
    }
  }
}
