package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A part of a quantum program that runs at once.
 *
 * @param parts slices of items, at least one
 */
public record ProgramChunk(List<Part> parts) {
  /** What {@code auto} fills a chunk with: short against a job, long against its overhead. */
  static final int AUTO_EXECUTIONS = 100_000;

  /** Chunks of a program. */
  static final int MAX_CHUNKS = 10_000;

  /**
   * A slice of an item.
   *
   * @param item its number in the program
   * @param from first element, row-major
   * @param to behind the last element
   */
  public record Part(int item, int from, int to) {
    public int size() {
      return to - from;
    }
  }

  public ProgramChunk {
    parts = List.copyOf(parts);
  }

  /**
   * Splits a program.
   *
   * @param shapes of its items
   * @param sizes the most elements of each item in a chunk, which then holds that item alone; empty
   *     for {@code auto}
   * @param shots of each element
   * @throws NightshiftException JOB_TOO_LARGE when there are more than {@link #MAX_CHUNKS}
   */
  static List<ProgramChunk> split(List<Shape> shapes, List<OptionalInt> sizes, int shots) {
    List<ProgramChunk> chunks = new ArrayList<>();
    List<Part> filling = new ArrayList<>();
    int auto = Math.max(1, AUTO_EXECUTIONS / shots);
    int room = auto;
    for (int item = 0; item < shapes.size(); item++) {
      int end = shapes.get(item).size();
      OptionalInt size = sizes.get(item);
      for (int from = 0; from < end; ) {
        int to = (int) Math.min(end, (long) from + size.orElse(room));
        filling.add(new Part(item, from, to));
        room -= to - from;
        if (size.isPresent() || room == 0) {
          add(chunks, filling);
          room = auto;
        }
        from = to;
      }
    }
    if (!filling.isEmpty()) {
      add(chunks, filling);
    }
    return chunks;
  }

  private static void add(List<ProgramChunk> chunks, List<Part> parts) {
    if (chunks.size() == MAX_CHUNKS) {
      throw new NightshiftException(
          ErrorCode.JOB_TOO_LARGE,
          "the program has more than %d chunks; give a larger chunk_size, or 'auto'"
              .formatted(MAX_CHUNKS));
    }
    chunks.add(new ProgramChunk(parts));
    parts.clear();
  }
}
