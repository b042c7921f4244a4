package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Program;
import dev.nightshift.job.Pub;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.qpy.OutputRegister;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the params of an executor's job: the schema first, whose breaches are errors of the
 * request, then the program, whose breaches are failures of the job.
 */
final class ProgramReader {
  private static final String PROGRAM = "params.quantum_program";
  private static final List<String> PARAMS =
      List.of("schema_version", "quantum_program", "options");
  private static final List<String> LEVELS =
      List.of("classified", "kerneled", "avg_kerneled", "both");

  private final ExecutorSchema schema;
  private final Map<String, WireValue> program;
  private final WireLimits limits;
  private final Options options;
  private final boolean stretchValues;
  private final long shots;
  private final List<Item> items = new ArrayList<>();

  /**
   * An item as the schema has it.
   *
   * @param arguments null for one that is no circuit item
   * @param chunk the most elements in a chunk; empty for {@code auto}
   * @param circuit its own circuit; null where the circuits stand together
   */
  private record Item(
      String place,
      Tensors.@Nullable Doubles arguments,
      Shape shape,
      OptionalInt chunk,
      @Nullable WireValue circuit) {}

  private ProgramReader(Map<String, WireValue> params, WireLimits limits, boolean device) {
    this.limits = limits;
    only("params", params, PARAMS);
    this.schema = schema(params.get("schema_version"));
    this.program = fields(PROGRAM, params.get("quantum_program"));
    only(PROGRAM, program, programKeys());
    this.shots = atLeastOne(PROGRAM + ".shots", program.get("shots"));
    items();
    this.options = options(params, device);
    this.stretchValues =
        new WireValue.Truth(true)
            .equals(fields("params.options", params.get("options")).get("stretch_values"));
  }

  /**
   * The work that params describe.
   *
   * @param isa what the device's circuits must pass; null for one that takes any gate
   * @param inSession whether the job is part of a session
   * @throws NightshiftException where they break the schema
   */
  static DecodedJob.Work read(
      Map<String, WireValue> params, WireLimits limits, @Nullable IsaCheck isa, boolean inSession) {
    ProgramReader reader = new ProgramReader(params, limits, isa != null);
    ProgramCircuits circuits =
        ProgramCircuits.of(
            reader.schema,
            reader.program.get("circuits"),
            reader.items.stream().map(Item::circuit).toList());
    String level = reader.level();
    RawJson passthrough =
        reader.program.get("passthrough_data") instanceof WireValue.Verbatim(RawJson raw)
            ? raw
            : null;
    String role = reader.role();
    JobFailure refusal = reader.refusal(level, isa != null && !inSession);
    if (refusal != null) {
      return new DecodedJob.Work.Impossible(refusal);
    }
    try {
      return reader.work(circuits.load(), passthrough, role, isa);
    } catch (NightshiftException e) {
      return new DecodedJob.Work.Impossible(JobFailure.of(e));
    } catch (StackOverflowError e) {
      return new DecodedJob.Work.Impossible(JobFailure.nestedTooDeeply());
    }
  }

  // The schema ----------------------------------------------------------------------------------

  private static ExecutorSchema schema(@Nullable WireValue version) {
    if (version == null) {
      throw JobDecoder.malformed("'params.schema_version' is missing");
    }
    return version instanceof WireValue.Text(String name)
            && ExecutorSchema.named(name).orElse(null) instanceof ExecutorSchema known
        ? known
        : fail(
            Options.wrongValue(
                "params.schema_version",
                "one of " + String.join(", ", ExecutorSchema.names()),
                version));
  }

  private static ExecutorSchema fail(NightshiftException error) {
    throw error;
  }

  private List<String> programKeys() {
    List<String> keys = new ArrayList<>(List.of("shots", "items"));
    if (schema.hasExtras()) {
      keys.addAll(List.of("meas_level", "passthrough_data"));
    }
    if (schema.circuitsTogether()) {
      keys.addAll(List.of("circuits", "semantic_role"));
    }
    return keys;
  }

  private void items() {
    String place = PROGRAM + ".items";
    if (!(program.get("items") instanceof WireValue.Items(List<WireValue> list))) {
      throw JobDecoder.malformed(place + " should be a list of at least one item");
    }
    if (list.size() > limits.maxPubs()) {
      throw new NightshiftException(
          ErrorCode.JOB_TOO_LARGE,
          "%s holds %d items; at most %d are taken"
              .formatted(place, list.size(), limits.maxPubs()));
    }
    for (int i = 0; i < list.size(); i++) {
      items.add(item("%s[%d]".formatted(place, i), list.get(i)));
    }
    if (items.stream().map(item -> item.chunk().isPresent()).distinct().count() > 1) {
      throw JobDecoder.malformed(
          place + " have a chunk_size of 'auto' and of a number; all should have one or the other");
    }
  }

  private Item item(String place, WireValue value) {
    Map<String, WireValue> fields = fields(place, value);
    boolean samplex = new WireValue.Text("samplex").equals(fields.get("item_type"));
    if (!samplex && !new WireValue.Text("circuit").equals(fields.get("item_type"))) {
      throw Options.wrongValue(
          place + ".item_type",
          "'circuit' or 'samplex'",
          fields.getOrDefault("item_type", WireValue.Nothing.NULL));
    }
    Set<String> keys = new LinkedHashSet<>(List.of("item_type", "chunk_size"));
    keys.addAll(samplex ? List.of("samplex", "samplex_arguments") : List.of("circuit_arguments"));
    if (samplex || schema.circuitsTogether()) {
      keys.add("shape");
    }
    if (!schema.circuitsTogether()) {
      keys.add("circuit");
    }
    only(place, fields, List.copyOf(keys));
    for (String key : keys) {
      if (!key.equals("chunk_size") && !fields.containsKey(key)) {
        throw JobDecoder.malformed("'%s.%s' is missing".formatted(place, key));
      }
    }
    WireValue arguments = fields.get("circuit_arguments");
    WireValue shape = fields.get("shape");
    WireValue chunk = fields.get("chunk_size");
    return new Item(
        place,
        arguments == null
            ? null
            : Tensors.doubles(
                place + ".circuit_arguments", arguments, schema.packed(), limits.maxArrayBytes()),
        shape == null ? Shape.SCALAR : Tensors.shape(place + ".shape", shape),
        chunk == null || chunk.equals(new WireValue.Text("auto"))
            ? OptionalInt.empty()
            : OptionalInt.of(
                (int) Math.min(Integer.MAX_VALUE, atLeastOne(place + ".chunk_size", chunk))),
        fields.get("circuit"));
  }

  private Options options(Map<String, WireValue> params, boolean device) {
    Map<String, WireValue> given = fields("params.options", params.get("options"));
    if (!schema.hasExtras()) {
      only("params.options", given, List.of("init_qubits", "rep_delay"));
    }
    return Options.read(Program.EXECUTOR, Map.of("options", new WireValue.Fields(given)), device);
  }

  private String level() {
    WireValue given = program.get("meas_level");
    if (given == null) {
      return "classified";
    }
    if (given instanceof WireValue.Text(String level) && LEVELS.contains(level)) {
      return level;
    }
    throw Options.wrongValue(PROGRAM + ".meas_level", "one of " + String.join(", ", LEVELS), given);
  }

  private @Nullable String role() {
    return switch (program.get("semantic_role")) {
      case WireValue.Text(String role) -> role;
      case WireValue.Nothing _ -> null;
      case null -> null;
      case WireValue other ->
          throw Options.wrongValue(PROGRAM + ".semantic_role", "a string or null", other);
    };
  }

  private static Map<String, WireValue> fields(String place, @Nullable WireValue value) {
    if (value instanceof WireValue.Fields(var fields)) {
      return fields;
    }
    throw JobDecoder.malformed(
        "%s should be an object, found %s"
            .formatted(place, value == null ? "nothing" : value.kind()));
  }

  private static void only(String place, Map<String, WireValue> fields, List<String> known) {
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        throw JobDecoder.unknown(place + "." + name, known);
      }
    }
  }

  private static long atLeastOne(String place, @Nullable WireValue value) {
    if (value == null) {
      throw JobDecoder.malformed("'%s' is missing".formatted(place));
    }
    long number = JobDecoder.whole(place, value);
    if (number < 1) {
      throw Options.wrongValue(place, "a whole number of at least 1", value);
    }
    return number;
  }

  // The program ---------------------------------------------------------------------------------

  /** Why the program cannot run as asked; null where it can. */
  private @Nullable JobFailure refusal(String level, boolean chunksOfTheServersChoice) {
    for (Item item : items) {
      if (item.arguments() == null) {
        return new JobFailure(
            JobFailure.NOT_VALID,
            item.place()
                + " is a samplex item; this server runs circuit items: it does not interpret"
                + " samplexes",
            "Switch twirling off, or use the sampler and estimator programs.");
      }
    }
    if (!level.equals("classified")) {
      return new JobFailure(
          JobFailure.OPTIONS_REFUSED,
          "%s.meas_level is '%s'; this server measures 'classified' bits only"
              .formatted(PROGRAM, level),
          null);
    }
    if (shots > Options.MAX_SHOTS) {
      return JobFailure.tooManyShots(shots);
    }
    if (chunksOfTheServersChoice && items.getFirst().chunk().isPresent()) {
      return new JobFailure(
          JobFailure.OPTIONS_REFUSED,
          items.getFirst().place() + ".chunk_size is a number, which needs a session",
          "Use 'auto', or run in a session.");
    }
    return options.refusal();
  }

  private DecodedJob.Work work(
      List<ProgramCircuits.Loaded> circuits,
      @Nullable RawJson passthrough,
      @Nullable String role,
      @Nullable IsaCheck isa) {
    List<Pub> pubs = new ArrayList<>(items.size());
    List<Optional<List<OutputRegister>>> outputs = new ArrayList<>(items.size());
    double executions = 0;
    double bytes = 0;
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      ProgramCircuits.Loaded loaded = circuits.get(i);
      int width = loaded.circuit().qubits();
      if (isa == null && width > limits.maxQubits()) {
        throw new NightshiftException(
            ErrorCode.CIRCUIT_TOO_WIDE,
            "the circuit of %s has %d qubits; at most %d are taken"
                .formatted(item.place(), width, limits.maxQubits()));
      }
      // Counted before it is laid out: a shape of two short numbers can be very long.
      Shape shape = shape(item, loaded.columns());
      double elements = Tensors.indices(shape);
      executions += elements * shots;
      bytes += elements * loaded.columns().size() * Double.BYTES;
      if (executions > limits.maxExecutions() || bytes > limits.maxArrayBytes()) {
        throw new NightshiftException(
            ErrorCode.JOB_TOO_LARGE,
            "the program has %.0f executions and %.0f bytes of arguments up to %s; at most %d and %d are taken"
                .formatted(
                    executions,
                    bytes,
                    item.place(),
                    limits.maxExecutions(),
                    limits.maxArrayBytes()));
      }
      Bindings bindings = bindings(item, shape, loaded.columns());
      Pub pub = new Pub.Sampler(loaded.circuit(), bindings, (int) shots);
      if (isa != null) {
        Optional<IsaCheck.Reason> misfit =
            isa.misfit(pub.circuit(), pub.bindings(), loaded.spelling());
        if (misfit.isPresent()) {
          return new DecodedJob.Work.Impossible(
              new JobFailure(JobFailure.NOT_ISA, misfit.get().text(), null));
        }
      }
      pubs.add(pub);
      outputs.add(loaded.outputs());
    }
    return new DecodedJob.Work.Chunked(
        new JobRequest(Program.SAMPLER, pubs, options.jobOptions()),
        ProgramChunk.split(
            pubs.stream().map(Pub::shape).toList(),
            items.stream().map(Item::chunk).toList(),
            (int) shots),
        new ProgramResult(schema, outputs, passthrough, role, stretchValues));
  }

  private static Tensors.Doubles arguments(Item item) {
    Tensors.Doubles arguments = item.arguments();
    if (arguments == null) {
      throw new IllegalStateException("what is no circuit item was refused");
    }
    return arguments;
  }

  /** The arguments' leading axes, and the item's, along which the same arguments run again. */
  private static Shape shape(Item item, List<String> columns) {
    List<Integer> extents = arguments(item).shape().extents();
    int last = extents.isEmpty() ? 0 : extents.getLast();
    if (last != columns.size()) {
      throw new NightshiftException(
          ErrorCode.BINDING_SHAPE,
          "the last axis of %s.circuit_arguments has %d elements, but the circuit has %d parameters"
              .formatted(item.place(), last, columns.size()));
    }
    Shape own = leading(extents);
    Shape shape = Shape.broadcast(item.shape(), own);
    if (shape == null) {
      throw new NightshiftException(
          ErrorCode.BINDING_SHAPE,
          "%s has the shape %s, to which its circuit_arguments of shape %s do not broadcast"
              .formatted(item.place(), item.shape(), own));
    }
    return shape;
  }

  private static Shape leading(List<Integer> extents) {
    return extents.isEmpty() ? Shape.SCALAR : new Shape(extents.subList(0, extents.size() - 1));
  }

  private static Bindings bindings(Item item, Shape shape, List<String> names) {
    Tensors.Doubles arguments = arguments(item);
    Shape own = leading(arguments.shape().extents());
    int columns = names.size();
    if (own.equals(shape) || columns == 0) {
      return Bindings.of(names, shape, columns == 0 ? new double[0] : arguments.values());
    }
    int[] rows = own.indicesIn(shape);
    double[] values = new double[rows.length * columns];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(arguments.values(), rows[row] * columns, values, row * columns, columns);
    }
    return Bindings.of(names, shape, values);
  }
}
