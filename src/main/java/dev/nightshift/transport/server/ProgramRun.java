package dev.nightshift.transport.server;

import dev.nightshift.base.random.Seed;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Program;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.Tariff;
import dev.nightshift.sim.Workers;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.job.DecodedJob;
import dev.nightshift.wire.job.ProgramChunk;
import dev.nightshift.wire.job.ProgramChunk.Part;
import dev.nightshift.wire.job.ProgramResult.Span;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** One quantum program on its way through an engine, chunk after chunk; used by one thread. */
final class ProgramRun {
  private final DecodedJob.Work.Chunked work;
  private final Backend engine;
  private final Clock clock;
  private final List<SequencedMap<String, BitArray>> bits = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();

  ProgramRun(DecodedJob.Work.Chunked work, Backend engine, Clock clock) {
    this.work = work;
    this.engine = engine;
    this.clock = clock;
  }

  private void clear() {
    for (Pub pub : work.request().pubs()) {
      SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
      pub.circuit()
          .bitRegisters()
          .forEach(register ->
              registers.put(
                  register.name(), BitArray.blank(pub.shape(), shots(pub), register.size())));
      bits.add(registers);
    }
  }

  private static int shots(Pub pub) {
    return pub instanceof Pub.Sampler(_, _, Integer shots) && shots != null ? shots : 0;
  }

  /** Runs all of it, and times each chunk. */
  JobResult run() {
    clear();
    for (int number = 0; number < work.chunks().size(); number++) {
      ProgramChunk chunk = work.chunks().get(number);
      Workers.checkInterrupt();
      Instant start = clock.instant();
      JobResult result = engine.run(request(chunk, number));
      spans.add(new Span(start, clock.instant(), chunk));
      for (int i = 0; i < chunk.parts().size(); i++) {
        keep(chunk.parts().get(i), result.sampled(i));
      }
    }
    List<PubResult> whole = new ArrayList<>(bits.size());
    for (int i = 0; i < bits.size(); i++) {
      whole.add(new PubResult.Sampled(work.request().pubs().get(i).shape(), bits.get(i)));
    }
    return new JobResult("program", whole);
  }

  /** The result's bytes, with the times that were measured. */
  byte[] encode(JobResult result) {
    return work.result().encode(result, spans);
  }

  /**
   * The result's bytes of a device whose jobs take the time that they are charged: the chunks one
   * after the other behind what every job takes.
   */
  byte[] encode(JobResult result, Tariff tariff, @Nullable Instant running) {
    List<Span> charged = new ArrayList<>(spans.size());
    Instant start =
        (running == null ? clock.instant() : running).plus(seconds(Tariff.BASE_SECONDS));
    for (Span span : spans) {
      double length = 0;
      for (Part part : span.chunk().parts()) {
        Pub pub = work.request().pubs().get(part.item());
        length +=
            (double) part.size()
                * shots(pub)
                * tariff.executionSeconds(pub.circuit(), work.request().options());
      }
      Instant stop = start.plus(seconds(length));
      charged.add(new Span(start, stop, span.chunk()));
      start = stop;
    }
    return work.result().encode(result, charged);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  private JobRequest request(ProgramChunk chunk, int number) {
    List<Pub> pubs = new ArrayList<>(chunk.parts().size());
    for (Part part : chunk.parts()) {
      Pub pub = work.request().pubs().get(part.item());
      Bindings all = pub.bindings();
      int columns = all.columns();
      pubs.add(
          new Pub.Sampler(
              pub.circuit(),
              Bindings.of(
                  all.parameters(),
                  Shape.of(part.size()),
                  Arrays.copyOfRange(all.values(), part.from() * columns, part.to() * columns)),
              shots(pub)));
    }
    return new JobRequest(Program.SAMPLER, pubs, options(number));
  }

  /** With a seed of its own for each chunk: alike elements must not give alike bits. */
  private JobOptions options(int number) {
    JobOptions options = work.request().options();
    return number == 0 || options.seedSimulator().isEmpty()
        ? options
        : options.withSeed(
            Seed.of(options.seedSimulator().getAsLong()).split("chunk").split(number).value());
  }

  private void keep(Part part, PubResult.Sampled result) {
    result
        .registers()
        .forEach((name, slice) -> {
          BitArray whole = bits.get(part.item()).get(name);
          if (whole == null) {
            throw new IllegalStateException("the engine reports the register " + name);
          }
          int row = whole.shots() * BitArray.stride(whole.bits());
          System.arraycopy(
              slice.bytes(), 0, whole.bytes(), part.from() * row, slice.bytes().length);
        });
  }
}
