package dev.nightshift.experiment;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.corpus.Corpus;
import dev.nightshift.experiment.folder.Machine;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Mapping;
import dev.nightshift.job.Meter;
import dev.nightshift.learn.ModelKind;
import dev.nightshift.learn.QuantumConfig;
import dev.nightshift.learn.QuantumHeads;
import dev.nightshift.learn.SampleConfig;
import dev.nightshift.learn.TorchRuntime;
import dev.nightshift.learn.TrainingPlan;
import dev.nightshift.learn.TrainingRun;
import dev.nightshift.learn.TrainingText;
import dev.nightshift.learn.quantum.GradientMethod;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.report.Progress;
import dev.nightshift.report.RunReport;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The main job: trains the classical model, then the hybrid one, and reports both.
 *
 * <p>What is finished stands in the folder at once, so a run that stops goes on where it stood: the
 * classical model's figures when it is done, a checkpoint of the model in training.
 */
public final class Experiment {
  /** The published program trains and evaluates on the first nine tenths of the text. */
  public static final double TRAIN_SHARE = 0.9;

  private final BackendOpener opener;
  private final Corpora corpora;
  private final Progress progress;
  private final String version;
  private final BooleanSupplier stopRequested;

  /** Opens a backend by name. */
  public interface BackendOpener {
    /**
     * @param mapping how circuits are mapped, where the backend maps them
     * @param meter counts what travels
     */
    Backend open(String name, TranspileOptions mapping, Meter meter);
  }

  /**
   * @param version of Nightshift, for the report
   * @param stopRequested asked before every step; true ends the run with INTERRUPTED and a
   *     checkpoint
   */
  public Experiment(
      BackendOpener opener,
      Corpora corpora,
      Progress progress,
      String version,
      BooleanSupplier stopRequested) {
    this.opener = opener;
    this.corpora = corpora;
    this.progress = progress;
    this.version = version;
    this.stopRequested = stopRequested;
  }

  /**
   * Runs a folder's config, or goes on with it.
   *
   * @param configName for the report; a resumed run keeps its own
   * @param backendName instead of the config's; null for the config's own
   * @return the text of report.json, UTF-8
   * @throws dev.nightshift.base.error.NightshiftException INTERRUPTED when asked to stop; whatever
   *     the backend, the text or the disk says: the folder can be resumed
   */
  public byte[] run(RunFolder folder, String configName, @Nullable String backendName) {
    long start = System.nanoTime();
    RunConfig config = folder.config();
    String started =
        earlier(folder, "started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    String name = earlier(folder, "name", configName);
    Corpus corpus = corpora.open(config.corpus(), config.model().blockSize());
    if (corpus.notice() != null) {
      progress.note(corpus.notice());
    }
    requireSameText(folder, corpus);
    TrainingText text = TrainingText.of(corpus.text(), TRAIN_SHARE);
    Meter meter = new Meter();
    try (TimedBackend backend = new TimedBackend(open(config, backendName, meter))) {
      TrainingPlan plan = plan(config, text, backend);
      Backend.Preparation preparation = prepare(plan, backend);
      Machine machine = Machine.here();
      Map<String, String> versions = versions();
      folder.describe(facts(name, config, started, corpus, versions), machine);
      folder.circuit("quantum-head", Qasm.print(QuantumHeads.circuit(config.quantum().qubits())));

      ModelRun classical =
          new ModelRun(
              folder, plan.classical(), text, null, config, progress, stopRequested, preparation);
      ModelRun.Outcome classicalOutcome = classical.finish();
      long waitedBefore = backend.nanos();
      QuantumHeads heads = new QuantumHeads(Objects.requireNonNull(plan.quantum()), backend, meter);
      ModelRun.Outcome hybridOutcome =
          new ModelRun(folder, plan, text, heads, config, progress, stopRequested, preparation)
              .finish();

      record(folder, backend.mapped());
      double waited = (backend.nanos() - waitedBefore) / 1e9;
      RunReport report =
          Reports.of(
              name,
              config,
              started,
              classicalOutcome,
              hybridOutcome,
              new Reports.Work(meter, heads.errors(), new LadderLog(folder).steps()),
              new Reports.Times((System.nanoTime() - start) / 1e9, waited),
              versions,
              machine,
              corpus);
      return Reports.write(folder, report);
    }
  }

  /** What the device got in place of the run's circuits, and where their qubits went. */
  private static void record(RunFolder folder, List<Transpiled> mapped) {
    for (Transpiled transpiled : mapped) {
      String name = "mapped-" + transpiled.receipt().outputDigest().substring(0, 12);
      folder.circuit(name, Qasm.print(transpiled.circuit()));
      folder.write("circuits/" + name + ".json", Json.writePretty(Mapping.of(transpiled)));
    }
  }

  /**
   * Text from a model that a run has trained, or has begun to.
   *
   * @param prompt characters of the run's text
   */
  public String generate(
      RunFolder folder,
      ModelKind kind,
      @Nullable String backendName,
      String prompt,
      SampleConfig sample) {
    RunConfig config = folder.config();
    Corpus corpus = corpora.open(config.corpus(), config.model().blockSize());
    TrainingText text = TrainingText.of(corpus.text(), TRAIN_SHARE);
    Path checkpoint = ModelRun.checkpoint(folder, kind);
    if (kind == ModelKind.CLASSICAL) {
      TrainingPlan plan = Plans.hybrid(config, text.tokenizer().size(), false).classical();
      try (TrainingRun run = TrainingRun.resume(plan, text, null, checkpoint)) {
        return run.generate(prompt, sample);
      }
    }
    Meter meter = new Meter();
    try (Backend backend = open(config, backendName, meter)) {
      TrainingPlan plan = plan(config, text, backend);
      QuantumConfig quantum = Objects.requireNonNull(plan.quantum());
      try (TrainingRun run =
          TrainingRun.resume(plan, text, new QuantumHeads(quantum, backend, meter), checkpoint)) {
        return run.generate(prompt, sample);
      }
    }
  }

  private static TrainingPlan plan(RunConfig config, TrainingText text, Backend backend) {
    boolean adjoint = config.quantum().adjointOn(backend.name(), backend.adjoint().isPresent());
    return Plans.hybrid(config, text.tokenizer().size(), adjoint);
  }

  /** The config's backend, or the one named in its place. */
  private Backend open(RunConfig config, @Nullable String name, Meter meter) {
    return opener.open(
        Objects.requireNonNullElse(name, config.backend()), config.transpile().options(), meter);
  }

  /** Uses the time until training begins, in which one core loads the native library. */
  private static Backend.Preparation prepare(TrainingPlan plan, Backend backend) {
    QuantumConfig quantum = plan.quantum();
    return quantum == null
            || quantum.gradient() == GradientMethod.ADJOINT
            || quantum.shots().isPresent()
        ? Backend.Preparation.NONE
        : backend.prepare(QuantumHeads.likeness(quantum, plan.model(), plan.train().batchSize()));
  }

  /**
   * What run.json says since the run's beginning, for a resumed run; the value given for a new one.
   */
  private static String earlier(RunFolder folder, String fact, String value) {
    Path facts = folder.path().resolve("run.json");
    if (Files.exists(facts)) {
      try {
        if (Json.read(Files.readAllBytes(facts), Map.class).get(fact) instanceof String text) {
          return text;
        }
      } catch (IOException e) {
        throw AtomicFile.failure(facts, e);
      }
    }
    return value;
  }

  /** A run that began on one text must not go on with the one that stands in for it. */
  private static void requireSameText(RunFolder folder, Corpus corpus) {
    String before = earlier(folder, "corpus_sha256", corpus.sha256());
    if (!before.equals(corpus.sha256())) {
      throw new NightshiftException(
          ErrorCode.CORPUS_INVALID,
          "the run began on a text with SHA-256 %s, but corpus %s is now %s from %s; bring the first text back, or start a new run"
              .formatted(before, corpus.name(), corpus.sha256(), corpus.origin()));
    }
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("nightshift", version);
    versions.put("java", Runtime.version().toString());
    versions.put("pytorch", TorchRuntime.version());
    return versions;
  }

  private static Map<String, Object> facts(
      String name, RunConfig config, String started, Corpus corpus, Map<String, String> versions) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", name);
    facts.put("started", started);
    facts.put("seed", config.seed());
    facts.put("corpus_sha256", corpus.sha256());
    facts.put("versions", versions);
    return facts;
  }
}
