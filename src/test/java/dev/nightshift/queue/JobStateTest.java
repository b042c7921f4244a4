package dev.nightshift.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobStateTest {
  @Test
  void everyStateIsReachedFromPlannedAndLeadsToSettled() {
    Set<JobState> reached = EnumSet.of(JobState.PLANNED);
    while (true) {
      Set<JobState> more = EnumSet.copyOf(reached);
      reached.forEach(state -> more.addAll(state.next()));
      if (more.equals(reached)) {
        break;
      }
      reached = more;
    }

    assertThat(reached).containsExactlyInAnyOrder(JobState.values());
    for (JobState state : JobState.values()) {
      assertThat(leadsToSettled(state)).as(state.label()).isTrue();
      assertThat(JobState.of(state.label())).isEqualTo(state);
    }
  }

  private static boolean leadsToSettled(JobState from) {
    Set<JobState> reached = EnumSet.of(from);
    for (int i = 0; i < JobState.values().length; i++) {
      Set<JobState> more = EnumSet.copyOf(reached);
      reached.forEach(state -> more.addAll(state.next()));
      reached = more;
    }
    return reached.contains(JobState.SETTLED);
  }

  @Test
  void nothingReachesTheNetworkBeforeItIsReserved() {
    for (JobState state : JobState.values()) {
      if (state != JobState.RESERVED && state != JobState.SUBMITTED && state != JobState.RUNNING) {
        assertThat(state.next()).as(state.label()).doesNotContain(JobState.SUBMITTING);
      }
    }
    assertThat(JobState.PLANNED.next()).doesNotContain(JobState.SUBMITTED);
  }

  @Test
  void aRunThatHasEndedWellOrWasCancelledNeverChanges() {
    assertThat(RunState.DONE.next()).isEmpty();
    assertThat(RunState.CANCELLED.next()).isEmpty();
    for (RunState state : RunState.values()) {
      assertThat(RunState.of(state.label())).isEqualTo(state);
      assertThat(state == RunState.DONE || state == RunState.CANCELLED)
          .isEqualTo(state.next().isEmpty());
    }
  }
}
