package dev.nightshift.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * A job cut into jobs that a service takes, and their results joined again.
 *
 * <p>Cuts go between pubs, and through the rows of a pub whose bindings are one list of rows. Each
 * piece has a seed of its own, drawn from the job's: two pieces must not have the same shots.
 */
public final class Pieces {
  private final JobRequest request;
  private final List<Piece> pieces;

  /** Rows {@code [from, to)} of a pub, or all of a pub that cannot be cut. */
  private record Part(int pub, int from, int to) {}

  private record Piece(List<Part> parts, JobRequest request) {}

  private Pieces(JobRequest request, List<Piece> pieces) {
    this.request = request;
    this.pieces = pieces;
  }

  /**
   * Cuts a job.
   *
   * @param mostExecutions of a piece, at least 1
   * @param atLeast so many pieces, at least 1, where there are rows enough
   * @throws NightshiftException JOB_TOO_LARGE where one row alone is too much
   */
  public static Pieces cut(JobRequest request, long mostExecutions, int atLeast) {
    long all = Workload.asked(request).executions();
    long most = Math.min(mostExecutions, Math.max(1, Math.ceilDiv(all, atLeast)));
    if (all <= most) {
      List<Part> whole = new ArrayList<>();
      for (int pub = 0; pub < request.pubs().size(); pub++) {
        whole.add(new Part(pub, 0, request.pubs().get(pub).bindings().rows()));
      }
      return new Pieces(request, List.of(new Piece(whole, request)));
    }
    List<List<Part>> groups = new ArrayList<>();
    List<Part> group = new ArrayList<>();
    long taken = 0;
    for (int index = 0; index < request.pubs().size(); index++) {
      Pub pub = request.pubs().get(index);
      int rows = pub.bindings().rows();
      long each = Math.max(1, executions(pub, request) / rows);
      int step = cuttable(pub, request) ? 1 : rows;
      if (each * step > mostExecutions) {
        throw new NightshiftException(
            ErrorCode.JOB_TOO_LARGE,
            "pub %d takes %,d executions at once, and the service takes %,d a job; ask for fewer shots"
                .formatted(index, each * step, mostExecutions));
      }
      for (int from = 0; from < rows; ) {
        long room = Math.max(0, most - taken) / each / step * step;
        if (room == 0) {
          if (!group.isEmpty()) {
            groups.add(group);
            group = new ArrayList<>();
            taken = 0;
            continue;
          }
          room = step;
        }
        int to = (int) Math.min(rows, from + room);
        group.add(new Part(index, from, to));
        taken += each * (to - from);
        from = to;
      }
    }
    groups.add(group);
    List<Piece> pieces = new ArrayList<>();
    for (List<Part> parts : groups) {
      List<Pub> pubs = parts.stream().map(part -> slice(request, part)).toList();
      pieces.add(
          new Piece(
              List.copyOf(parts),
              new JobRequest(request.program(), pubs, seeded(request, pieces.size()))));
    }
    return new Pieces(request, List.copyOf(pieces));
  }

  private static long executions(Pub pub, JobRequest request) {
    return Workload.asked(new JobRequest(request.program(), List.of(pub), request.options()))
        .executions();
  }

  /** Whether each row of bindings is a column of the result by itself. */
  private static boolean cuttable(Pub pub, JobRequest request) {
    if (pub.bindings().shape().rank() != 1 || !request.options().mitigation().isNone()) {
      return false;
    }
    return switch (pub) {
      case Pub.Sampler _ -> true;
      case Pub.Estimator estimator -> {
        Shape shape = estimator.observables().shape();
        yield shape.rank() == 0 || shape.extents().getLast() == 1;
      }
    };
  }

  private static JobOptions seeded(JobRequest request, int piece) {
    OptionalLong seed = request.options().seedSimulator();
    return seed.isEmpty()
        ? request.options()
        // 31 bits: what every simulator's seed option takes
        : request
            .options()
            .withSeed(Seed.of(seed.getAsLong()).split("piece").split(piece).value() & 0x7fffffffL);
  }

  private static Pub slice(JobRequest request, Part part) {
    Pub pub = request.pubs().get(part.pub());
    Bindings bindings = pub.bindings();
    if (part.to() - part.from() == bindings.rows()) {
      return pub;
    }
    int columns = bindings.columns();
    Bindings rows =
        Bindings.of(
            bindings.parameters(),
            Shape.of(part.to() - part.from()),
            Arrays.copyOfRange(bindings.values(), part.from() * columns, part.to() * columns));
    return switch (pub) {
      case Pub.Sampler sampler -> new Pub.Sampler(sampler.circuit(), rows, sampler.shots());
      case Pub.Estimator(var circuit, ObservablesArray observables, Bindings _, Double precision) ->
          new Pub.Estimator(circuit, observables, rows, precision);
    };
  }

  /** The jobs to send, in order. */
  public List<JobRequest> requests() {
    return pieces.stream().map(Piece::request).toList();
  }

  /**
   * The result of the whole job.
   *
   * @param results of {@link #requests}, in order
   */
  public JobResult join(List<JobResult> results) {
    if (pieces.size() == 1) {
      return results.getFirst();
    }
    List<PubResult> joined = new ArrayList<>();
    for (int index = 0; index < request.pubs().size(); index++) {
      List<PubResult> parts = new ArrayList<>();
      for (int piece = 0; piece < pieces.size(); piece++) {
        List<Part> inside = pieces.get(piece).parts();
        for (int i = 0; i < inside.size(); i++) {
          if (inside.get(i).pub() == index) {
            parts.add(results.get(piece).pubs().get(i));
          }
        }
      }
      joined.add(
          parts.size() == 1 ? parts.getFirst() : joined(request.pubs().get(index).shape(), parts));
    }
    return new JobResult(results.getFirst().jobId(), joined);
  }

  private static PubResult joined(Shape shape, List<PubResult> parts) {
    return switch (parts.getFirst()) {
      case PubResult.Estimated _ -> estimated(shape, parts);
      case PubResult.Sampled first -> sampled(shape, first, parts);
    };
  }

  /** Rows are the last axis: for each index before it, the parts' values follow one another. */
  private static PubResult estimated(Shape shape, List<PubResult> parts) {
    int rows = shape.extents().getLast();
    int outer = shape.size() / rows;
    double[] evs = new double[shape.size()];
    double[] stds = new double[shape.size()];
    long shots = 0;
    int from = 0;
    for (PubResult part : parts) {
      PubResult.Estimated estimated = (PubResult.Estimated) part;
      int width = estimated.evs().length / outer;
      for (int i = 0; i < outer; i++) {
        System.arraycopy(estimated.evs(), i * width, evs, i * rows + from, width);
        System.arraycopy(estimated.stds(), i * width, stds, i * rows + from, width);
      }
      shots = Math.max(shots, estimated.shots());
      from += width;
    }
    return new PubResult.Estimated(shape, evs, stds, shots);
  }

  private static byte[] bits(PubResult part, String register) {
    return Objects.requireNonNull(((PubResult.Sampled) part).registers().get(register)).bytes();
  }

  private static PubResult sampled(Shape shape, PubResult.Sampled first, List<PubResult> parts) {
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    first
        .registers()
        .forEach((name, register) -> {
          int bytes = 0;
          for (PubResult part : parts) {
            bytes += bits(part, name).length;
          }
          byte[] all = new byte[bytes];
          int at = 0;
          for (PubResult part : parts) {
            byte[] some = bits(part, name);
            System.arraycopy(some, 0, all, at, some.length);
            at += some.length;
          }
          registers.put(name, new BitArray(shape, register.shots(), register.bits(), all));
        });
    return new PubResult.Sampled(shape, registers);
  }
}
