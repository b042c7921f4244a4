package dev.nightshift.wire.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.job.ProgramChunk.Part;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgramChunkTest {
  private static final OptionalInt AUTO = OptionalInt.empty();

  @Test
  void givenASize_whenSplit_thenEachChunkHasAsManyElementsOfOneItem() {
    assertThat(
            ProgramChunk.split(
                List.of(Shape.of(2, 3), Shape.SCALAR, Shape.of(4)),
                List.of(OptionalInt.of(4), OptionalInt.of(1), OptionalInt.of(9)),
                1000))
        .containsExactly(
            chunk(new Part(0, 0, 4)),
            chunk(new Part(0, 4, 6)),
            chunk(new Part(1, 0, 1)),
            chunk(new Part(2, 0, 4)));
  }

  @Test
  void givenAuto_whenSplit_thenChunksAreFilledAcrossItems() {
    // 100,000 executions a chunk: 25 elements of 4,000 shots.
    assertThat(
            ProgramChunk.split(
                List.of(Shape.of(10), Shape.of(0), Shape.of(20), Shape.SCALAR),
                List.of(AUTO, AUTO, AUTO, AUTO),
                4000))
        .containsExactly(
            chunk(new Part(0, 0, 10), new Part(2, 0, 15)),
            chunk(new Part(2, 15, 20), new Part(3, 0, 1)));
  }

  @Test
  void givenMoreShotsThanAChunkHasExecutions_whenSplit_thenEveryElementIsAChunk() {
    assertThat(ProgramChunk.split(List.of(Shape.of(2)), List.of(AUTO), 10_000_000))
        .containsExactly(chunk(new Part(0, 0, 1)), chunk(new Part(0, 1, 2)));
  }

  @Test
  void givenMoreThanTenThousandChunks_whenSplit_thenTheProgramIsTooLarge() {
    assertThat(ProgramChunk.split(List.of(Shape.of(10_000)), List.of(OptionalInt.of(1)), 1))
        .hasSize(10_000);
    assertThatThrownBy(
            () -> ProgramChunk.split(List.of(Shape.of(10_001)), List.of(OptionalInt.of(1)), 1))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("the program has more than 10000 chunks; give a larger chunk_size, or 'auto'");
  }

  private static ProgramChunk chunk(Part... parts) {
    return new ProgramChunk(Stream.of(parts).toList());
  }
}
