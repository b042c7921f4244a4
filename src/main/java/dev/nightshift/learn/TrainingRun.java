package dev.nightshift.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One model on its way from initial weights to text: trains, evaluates, saves, goes on, writes.
 *
 * <p>Same plan, text and version: same losses, weights and text, also where the run was stopped and
 * resumed in between. Not thread-safe, and one at a time in a process, because PyTorch's random
 * generator and gradient tape belong to the process; runs may be used in turns.
 *
 * <p><b>Where random numbers come from.</b> In {@link Style#BATCHED} every step starts PyTorch's
 * generator anew from (seed, step). In {@link Style#FAITHFUL} one generator runs on from the seed
 * through the classical model, its training and its text, then the hybrid model, as in the
 * published program. PyTorch's generator state cannot be read through DJL, so a run that finds the
 * generator elsewhere makes the same draws again without the arithmetic between them.
 */
public final class TrainingRun implements AutoCloseable {
  /** Positions evaluated in one pass; bounds the memory of large plans. */
  private static final int EVALUATED_AT_ONCE = 16_384;

  /** Rounding moves a logit by less. */
  private static final double CAUSALITY_TOLERANCE = 1e-5;

  private final TrainingPlan plan;
  private final TrainingText text;
  private final @Nullable QuantumHeads quantum;
  private final NDManager manager;
  private final NanoGpt model;
  private final ParameterStore store;
  private final List<Pair<String, Parameter>> parameters = new ArrayList<>();
  private final AdamW optimizer;
  private final List<Double> evalLosses = new ArrayList<>();
  private int step;
  private double trainLoss = Double.NaN;
  private double wallSeconds;
  private double cpuSeconds;

  private TrainingRun(TrainingPlan plan, TrainingText text, @Nullable QuantumHeads quantum) {
    this.plan = plan;
    this.text = text;
    this.quantum = quantum;
    text.checkHolds(plan.model().blockSize());
    if (plan.model().vocabulary() != text.tokenizer().size()) {
      throw GptConfig.value(
          "the model knows %d characters, the text has %d; make them equal"
              .formatted(plan.model().vocabulary(), text.tokenizer().size()));
    }
    if (!Objects.equals(quantum == null ? null : quantum.config(), plan.quantum())) {
      throw GptConfig.value("the plan's quantum heads are not those given with a backend");
    }
    manager = TorchRuntime.newManager();
    try {
      store = new ParameterStore(manager, false);
      model = construct(plan, text, quantum, manager);
      model.getParameters().forEach(parameters::add);
      optimizer =
          new AdamW(parameters.stream().map(Pair::getValue).toList(), plan.train().learningRate());
    } catch (RuntimeException error) {
      manager.close();
      throw error;
    }
  }

  /**
   * A run at its beginning.
   *
   * @param quantum where the hybrid model's circuits run, with the plan's own quantum config; null
   *     for the classical model
   * @throws NightshiftException CONFIG_VALUE when plan, text and quantum do not fit together,
   *     CORPUS_INVALID when the text is too short, ENGINE_UNAVAILABLE
   */
  public static TrainingRun start(
      TrainingPlan plan, TrainingText text, @Nullable QuantumHeads quantum) {
    return new TrainingRun(plan, text, quantum);
  }

  /**
   * A run as a checkpoint left it.
   *
   * @throws NightshiftException as {@link #start}; FILE_MISSING, CHECKPOINT_CORRUPT,
   *     CHECKPOINT_MISMATCH when the checkpoint is another plan's
   */
  public static TrainingRun resume(
      TrainingPlan plan, TrainingText text, @Nullable QuantumHeads quantum, Path checkpoint) {
    Checkpoint saved = Checkpoint.read(checkpoint);
    if (!saved.plan().equals(plan.fingerprint())) {
      throw new NightshiftException(
          ErrorCode.CHECKPOINT_MISMATCH,
          "%s: the checkpoint is of another plan: it has (%s), this run (%s); resume with the config it was made with"
              .formatted(checkpoint, saved.plan(), plan.fingerprint()));
    }
    TrainingRun run = new TrainingRun(plan, text, quantum);
    try {
      run.restore(saved, checkpoint);
    } catch (RuntimeException error) {
      run.close();
      throw error;
    }
    return run;
  }

  public TrainingPlan plan() {
    return plan;
  }

  /** Steps done. */
  public int step() {
    return step;
  }

  public long parameterCount() {
    return model.parameterCount();
  }

  /**
   * Trains to the end of the plan.
   *
   * @throws NightshiftException INTERRUPTED when asked to stop, NOT_FINITE when the loss is lost, a
   *     BUDGET code where the ladder ends, or what the backend says; the run is saved first where
   *     there is a file to save to
   */
  public TrainingResult train(TrainingListener listener, CheckpointPolicy policy) {
    TrainConfig train = plan.train();
    Clock clock = new Clock(wallSeconds, cpuSeconds);
    int firstStep = step;
    if (quantum != null) {
      quantum.ladder().listen(listener);
    }
    try {
      while (step < train.maxIters()) {
        if (policy.stopRequested().getAsBoolean() || Thread.currentThread().isInterrupted()) {
          throw new NightshiftException(
              ErrorCode.INTERRUPTED,
              "the training of the %s model was stopped after %d of %d steps; resume the run to go on"
                  .formatted(plan.kind().label(), step, train.maxIters()));
        }
        ensureGenerator();
        if (step % train.evalInterval() == 0) {
          double loss = evaluate();
          evalLosses.add(loss);
          listener.onEvaluation(step, loss);
        }
        trainLoss = trainStep();
        step++;
        listener.onStep(
            step,
            train.maxIters(),
            trainLoss,
            (step - firstStep) / Math.max(1e-9, clock.seconds()));
        if (policy.due(step, train.maxIters())) {
          stop(clock);
          saveTo(policy, listener);
        }
      }
    } catch (RuntimeException error) {
      stop(clock);
      // What was drawn in the broken step must be drawn again.
      TorchRuntime.generatorBelongsTo(new Object());
      dropUnfinishedEvaluation();
      try {
        saveTo(policy, listener);
      } catch (RuntimeException second) {
        error.addSuppressed(second);
      }
      throw error;
    }
    return result();
  }

  /** What the run has given so far. */
  public TrainingResult result() {
    TrainConfig train = plan.train();
    double tokens = (double) step * train.batchSize() * plan.model().blockSize();
    return new TrainingResult(
        plan.kind(),
        step,
        evalLosses,
        trainLoss,
        wallSeconds,
        cpuSeconds,
        model.parameterCount(),
        wallSeconds > 0 ? tokens / wallSeconds : 0);
  }

  /**
   * Wall and CPU time of the training; the CPU's is read seldom, it costs as much as a third of a
   * step.
   */
  private static final class Clock {
    private final double wallBefore;
    private final double cpuBefore;
    private final long wallStart = System.nanoTime();
    private final long cpuStart = cpuNanos();

    Clock(double wallBefore, double cpuBefore) {
      this.wallBefore = wallBefore;
      this.cpuBefore = cpuBefore;
    }

    double seconds() {
      return (System.nanoTime() - wallStart) * 1e-9;
    }
  }

  private void stop(Clock clock) {
    wallSeconds = clock.wallBefore + clock.seconds();
    cpuSeconds = clock.cpuBefore + (cpuNanos() - clock.cpuStart) * 1e-9;
  }

  private void saveTo(CheckpointPolicy policy, TrainingListener listener) {
    Path file = policy.file();
    if (file != null) {
      save(file);
      listener.onCheckpoint(step, file);
    }
  }

  /** An evaluation before a step that did not succeed is made again when the run goes on. */
  private void dropUnfinishedEvaluation() {
    int interval = plan.train().evalInterval();
    int finished = (step + interval - 1) / interval;
    while (evalLosses.size() > finished) {
      evalLosses.removeLast();
    }
  }

  // ---- one step ----

  private double trainStep() {
    reseed("train");
    if (quantum != null) {
      quantum.ladder().begin(step);
    }
    try (NDManager batch = manager.newSubManager();
        GradientCollector tape = TorchRuntime.engine().newGradientCollector()) {
      Tokens tokens = draw(batch, 1);
      NDArray logits = trainingPass(tokens);
      NDArray loss = tokenLosses(logits, tokens.targets).mean().neg();
      tape.backward(loss);
      model.learnShots();
      double value = loss.getFloat();
      if (!Double.isFinite(value)) {
        throw new NightshiftException(
            ErrorCode.NOT_FINITE,
            "the loss of the %s model is %s at step %d; lower train.learning_rate"
                .formatted(plan.kind().label(), value, step));
      }
      optimizer.step();
      model.holdFrozen();
      return value;
    }
  }

  private NDArray trainingPass(Tokens tokens) {
    return model.logits(tokens.inputs, new Pass(store, true, true, plan.train().batchSize()));
  }

  /** Inputs {@code [sequences][positions]} and targets {@code [sequences · positions][1]}. */
  private record Tokens(NDArray inputs, NDArray targets) {}

  private Tokens draw(NDManager batch, int batches) {
    int positions = plan.model().blockSize();
    int size = plan.train().batchSize();
    long[] inputs = new long[batches * size * positions];
    long[] targets = new long[inputs.length];
    int at = 0;
    for (int each = 0; each < batches; each++) {
      for (long start : starts(batch)) {
        for (int position = 0; position < positions; position++, at++) {
          inputs[at] = text.token((int) start + position);
          targets[at] = text.token((int) start + position + 1);
        }
      }
    }
    return new Tokens(
        batch.create(inputs, new Shape((long) batches * size, positions)),
        batch.create(targets, new Shape(targets.length, 1)));
  }

  private long[] starts(NDManager batch) {
    long range = text.length() - plan.model().blockSize();
    return batch
        .randomInteger(0, range, new Shape(plan.train().batchSize()), DataType.INT64)
        .toLongArray();
  }

  /** Log-probabilities of the targets, {@code [sequences · positions][1]}: losses, negated. */
  private NDArray tokenLosses(NDArray logits, NDArray targets) {
    return logits
        .reshape(targets.getShape().get(0), plan.model().vocabulary())
        .logSoftmax(1)
        .gather(targets, 1);
  }

  /** Batches of an evaluation that go through the model, and into its jobs, together. */
  public static int batchesAtOnce(TrainingPlan plan) {
    return Math.max(1, EVALUATED_AT_ONCE / (plan.train().batchSize() * plan.model().blockSize()));
  }

  /** The mean loss of the evaluation's batches, all of them in as few passes as memory allows. */
  private double evaluate() {
    reseed("evaluate");
    TrainConfig train = plan.train();
    int tokensABatch = train.batchSize() * plan.model().blockSize();
    int atOnce = batchesAtOnce(plan);
    double sum = 0;
    try (TorchRuntime.GradientPause _ = TorchRuntime.pauseGradients()) {
      for (int done = 0; done < train.evalIters(); done += atOnce) {
        int batches = Math.min(atOnce, train.evalIters() - done);
        try (NDManager batch = manager.newSubManager()) {
          Tokens tokens = draw(batch, batches);
          Pass pass = new Pass(store, false, false, train.batchSize());
          float[] losses =
              tokenLosses(model.logits(tokens.inputs, pass), tokens.targets).toFloatArray();
          for (int each = 0; each < batches; each++) {
            double batchSum = 0;
            for (int i = each * tokensABatch; i < (each + 1) * tokensABatch; i++) {
              batchSum -= losses[i];
            }
            sum += (float) (batchSum / tokensABatch);
          }
        }
      }
    }
    return (float) (sum / train.evalIters());
  }

  // ---- text ----

  /**
   * The plan's text: from the first character of the alphabet on, which is also its first
   * character. The published stream of random numbers goes on here where training ended.
   */
  public String sample() {
    int[] start = {0};
    ensureGenerator();
    reseed("sample");
    try {
      return text.tokenizer().decode(continueText(start, plan.sample()));
    } finally {
      TorchRuntime.generatorBelongsTo(new Object());
    }
  }

  /**
   * A prompt and what the model writes after it.
   *
   * @param prompt characters of the training text, at least one
   * @throws NightshiftException USAGE when the prompt is empty or has a character the model has
   *     never seen
   */
  public String generate(String prompt, SampleConfig sample) {
    int[] start = text.tokenizer().encode(prompt);
    if (start.length == 0) {
      throw new NightshiftException(
          ErrorCode.USAGE, "the prompt is empty; give at least one character");
    }
    TorchRuntime.seed(Seed.of(plan.seed()).split("generate").value());
    return text.tokenizer().decode(continueText(start, sample));
  }

  private int[] continueText(int[] start, SampleConfig sample) {
    int[] tokens = Arrays.copyOf(start, start.length + sample.tokens());
    SplittableRandom random = Seed.of(plan.seed()).split("temperature").random();
    int longest = plan.model().blockSize();
    try (TorchRuntime.GradientPause _ = TorchRuntime.pauseGradients()) {
      for (int length = start.length; length < tokens.length; length++) {
        int positions = Math.min(length, longest);
        try (NDManager batch = manager.newSubManager()) {
          NDArray logits =
              model.logits(
                  contextOf(batch, tokens, length, positions),
                  new Pass(store, sample.dropout(), false, 1));
          float[] all = logits.toFloatArray();
          int vocabulary = plan.model().vocabulary();
          float[] last = Arrays.copyOfRange(all, all.length - vocabulary, all.length);
          tokens[length] = Decoding.choose(last, sample.temperature(), random);
        }
      }
    }
    return tokens;
  }

  private static NDArray contextOf(NDManager batch, int[] tokens, int length, int positions) {
    long[] context = new long[positions];
    for (int position = 0; position < positions; position++) {
      context[position] = tokens[length - positions + position];
    }
    return batch.create(context, new Shape(1, positions));
  }

  /** Changes the token of each position in turn and looks whether earlier logits move. */
  public Causality probeCausality() {
    int positions = plan.model().blockSize();
    int vocabulary = plan.model().vocabulary();
    SplittableRandom random = Seed.of(plan.seed()).split("causality").random();
    long[] tokens = new long[positions * positions];
    int start = random.nextInt(text.length() - positions);
    for (int row = 0; row < positions; row++) {
      for (int position = 0; position < positions; position++) {
        tokens[row * positions + position] = text.token(start + position);
      }
      if (row > 0) {
        // Row 0 stays as it is; row k differs at position k.
        int at = row * positions + row;
        tokens[at] = (tokens[at] + 1 + random.nextInt(Math.max(1, vocabulary - 1))) % vocabulary;
      }
    }
    model.reseed(Seed.of(plan.seed()).split("causality"));
    float[] logits;
    try (TorchRuntime.GradientPause _ = TorchRuntime.pauseGradients();
        NDManager batch = manager.newSubManager()) {
      NDArray inputs = batch.create(tokens, new Shape(positions, positions));
      logits = model.logits(inputs, new Pass(store, false, false, 1)).toFloatArray();
    }
    double largest = 0;
    int changed = 0;
    int moved = 0;
    for (int row = 1; row < positions; row++) {
      for (int i = 0; i < row * vocabulary; i++) {
        double change = Math.abs(logits[row * positions * vocabulary + i] - logits[i]);
        if (change > largest) {
          largest = change;
          changed = row;
          moved = i / vocabulary;
        }
      }
    }
    return new Causality(largest > CAUSALITY_TOLERANCE, largest, changed, moved);
  }

  // ---- rehearsal ----

  /** Hears how far a rehearsal is. */
  public interface RehearsalListener {
    /**
     * Before the circuits of a part are asked for.
     *
     * @param step of the run
     */
    void begin(RunPart part, int step);
  }

  /**
   * Asks the circuits for everything that the run from here to its end asks for, in its order and
   * for its own batches, dropout included, and learns nothing: all passes have the weights that the
   * run has now. For a backend that only counts.
   *
   * <p>Which circuits of a job are equal depends on the batches and on what dropout leaves of them,
   * not on the weights; so this counts what the run will send, at a fraction of its time.
   *
   * @throws NightshiftException INTERRUPTED when the thread is; what the backend says
   */
  public void rehearse(RehearsalListener listener) {
    TrainConfig train = plan.train();
    try (TorchRuntime.GradientPause _ = TorchRuntime.pauseGradients()) {
      for (; step < train.maxIters(); step++) {
        if (Thread.currentThread().isInterrupted()) {
          throw new NightshiftException(
              ErrorCode.INTERRUPTED,
              "the plan was stopped at step %d of %d".formatted(step, train.maxIters()));
        }
        ensureGenerator();
        if (step % train.evalInterval() == 0) {
          listener.begin(RunPart.EVALUATION, step);
          evaluate();
        }
        listener.begin(RunPart.TRAINING, step);
        reseed("train");
        try (NDManager batch = manager.newSubManager()) {
          trainingPass(draw(batch, 1));
        }
      }
    }
    listener.begin(RunPart.TEXT, step);
    sample();
    listener.begin(RunPart.PROBE, step);
    probeCausality();
  }

  // ---- random numbers ----

  private static NanoGpt construct(
      TrainingPlan plan, TrainingText text, @Nullable QuantumHeads quantum, NDManager manager) {
    NanoGpt model = new NanoGpt(plan.model(), plan.style(), quantum);
    model.reseed(Seed.of(plan.seed()).split("quantum"));
    switch (plan.style()) {
      case BATCHED -> TorchRuntime.seed(Seed.of(plan.seed()).split("weights").value());
      case FAITHFUL -> {
        TorchRuntime.seed(plan.seed());
        if (plan.kind() == ModelKind.HYBRID) {
          drawClassicalRun(plan.classical(), text);
        }
      }
    }
    model.initialize(manager);
    return model;
  }

  /** Starts the generators of a step, where every step has its own. */
  private void reseed(String what) {
    Seed seed = Seed.of(plan.seed()).split(what).split(step);
    if (plan.style() == Style.BATCHED) {
      TorchRuntime.seed(seed.value());
    }
    model.reseed(seed.split("shots"));
  }

  /** Puts the one generator of the faithful style where this run's next step expects it. */
  private void ensureGenerator() {
    if (plan.style() != Style.FAITHFUL || TorchRuntime.generatorIsAt(this)) {
      return;
    }
    try (NDManager scratch = TorchRuntime.newManager()) {
      NanoGpt same = construct(plan, text, quantum, scratch);
      drawSteps(plan, text, same, step);
    }
    TorchRuntime.generatorBelongsTo(this);
  }

  /** The draws of a whole classical run: construction, training, text. */
  private static void drawClassicalRun(TrainingPlan classical, TrainingText text) {
    try (NDManager scratch = TorchRuntime.newManager()) {
      NanoGpt model = new NanoGpt(classical.model(), classical.style(), null);
      model.initialize(scratch);
      drawSteps(classical, text, model, classical.train().maxIters());
      if (classical.sample().dropout()) {
        for (int token = 0; token < classical.sample().tokens(); token++) {
          int positions = Math.min(1 + token, classical.model().blockSize());
          try (NDManager batch = scratch.newSubManager()) {
            model.drawDropout(batch, 1, positions);
          }
        }
      }
    }
  }

  /** The draws of the first {@code steps} steps with the evaluations before them. */
  private static void drawSteps(TrainingPlan plan, TrainingText text, NanoGpt model, int steps) {
    TrainConfig train = plan.train();
    long range = text.length() - plan.model().blockSize();
    for (int step = 0; step < steps; step++) {
      try (NDManager batch = TorchRuntime.newManager()) {
        int draws = 1 + (step % train.evalInterval() == 0 ? train.evalIters() : 0);
        for (int draw = 0; draw < draws; draw++) {
          batch.randomInteger(0, range, new Shape(train.batchSize()), DataType.INT64);
        }
        model.drawDropout(batch, train.batchSize(), plan.model().blockSize());
      }
    }
  }

  // ---- the disk ----

  /** Writes the run as it stands, whole or not at all. */
  public void save(Path file) {
    List<Checkpoint.Tensor> tensors = new ArrayList<>();
    for (int index = 0; index < parameters.size(); index++) {
      NDArray array = parameters.get(index).getValue().getArray();
      float[][] moments = optimizer.moments(index);
      tensors.add(
          new Checkpoint.Tensor(
              parameters.get(index).getKey(),
              array.getShape(),
              array.toFloatArray(),
              moments[0],
              moments[1]));
    }
    new Checkpoint(
            plan.fingerprint(),
            step,
            wallSeconds,
            cpuSeconds,
            trainLoss,
            evalLosses,
            shotStates(),
            tensors)
        .write(file);
  }

  private double[] shotStates() {
    return model.shotStates().stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private void restore(Checkpoint saved, Path file) {
    // The format does not keep an order, so tensors are found by name.
    Map<String, Checkpoint.Tensor> named = new HashMap<>();
    saved.tensors().forEach(tensor -> named.put(tensor.name(), tensor));
    List<float[]> first = new ArrayList<>();
    List<float[]> second = new ArrayList<>();
    for (Pair<String, Parameter> parameter : parameters) {
      NDArray array = parameter.getValue().getArray();
      Checkpoint.Tensor tensor = named.get(parameter.getKey());
      if (tensor == null || !tensor.shape().equals(array.getShape())) {
        throw new NightshiftException(
            ErrorCode.CHECKPOINT_MISMATCH,
            "%s: the checkpoint has no parameter %s of shape %s; resume with the config it was made with"
                .formatted(file, parameter.getKey(), array.getShape()));
      }
      FloatBuffer memory = array.toByteBuffer(true).asFloatBuffer();
      memory.put(0, tensor.weights());
      first.add(tensor.first());
      second.add(tensor.second());
    }
    optimizer.restore(saved.step(), first, second);
    if (saved.shotWeights().length != shotStates().length) {
      throw new NightshiftException(
          ErrorCode.CHECKPOINT_MISMATCH,
          "%s: the checkpoint has %d numbers on the weights of shots, this run %d; resume with the config it was made with"
              .formatted(file, saved.shotWeights().length, shotStates().length));
    }
    int from = 0;
    for (double[] state : model.shotStates()) {
      System.arraycopy(saved.shotWeights(), from, state, 0, state.length);
      from += state.length;
    }
    step = saved.step();
    trainLoss = saved.trainLoss();
    wallSeconds = saved.wallSeconds();
    cpuSeconds = saved.cpuSeconds();
    evalLosses.clear();
    evalLosses.addAll(saved.evalLosses());
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** The numbers of the first parameter whose name ends so. */
  float[] parameter(String nameEnd) {
    return parameters.stream()
        .filter(parameter -> parameter.getKey().endsWith(nameEnd))
        .findFirst()
        .orElseThrow()
        .getValue()
        .getArray()
        .toFloatArray();
  }

  /** Arrays in native memory that this run holds between two steps. */
  int nativeArrays() {
    return manager.getManagedArrays().size();
  }

  /** Frees the model; the backend stays open. */
  @Override
  public void close() {
    manager.close();
  }
}
