package dev.nightshift.learn.quantum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.learn.quantum.Ladder.Event;
import dev.nightshift.learn.quantum.Ladder.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A script of refusals, and what the ladder asks, writes down and tells. */
class LadderTest {
  private static final List<Rung> ALL = List.of(Rung.SPSA, Rung.FROZEN, Rung.PAUSE);
  private static final String WHY = "NS2001 cap-reached: no more";

  private final List<String> told = new ArrayList<>();

  private Ladder ladder(List<Rung> rungs, List<Event> earlier) {
    Ladder ladder = new Ladder(rungs);
    ladder.recall(earlier);
    ladder.listen(
        new Ladder.Listener() {
          @Override
          public void onLadder(List<Event> history) {
            told.add("written " + history.stream().map(event -> place(event)).toList());
          }

          @Override
          public void onRung(Event event) {
            told.add("in use " + place(event));
          }
        });
    return ladder;
  }

  private static String place(Event event) {
    return event.step() + "." + event.job() + " " + event.rung().label();
  }

  /** Runs one job; a rung for which the budget has nothing is refused. */
  private void run(
      Ladder ladder, GradientMethod method, Predicate<@Nullable Rung> allowed, ErrorCode refusal) {
    ladder.run(
        method,
        phase -> told.add("at " + phase),
        rung -> {
          String name = rung == null ? "method" : rung.label();
          if (!allowed.test(rung)) {
            told.add("refused " + name);
            throw new NightshiftException(refusal, "no more");
          }
          told.add("ran " + name);
        });
  }

  private void run(Ladder ladder, Predicate<@Nullable Rung> allowed) {
    run(ladder, GradientMethod.PARAMETER_SHIFT, allowed, ErrorCode.CAP_REACHED);
  }

  @Test
  void givenARefusedJob_whenALowerRungIsLetThrough_thenItIsWrittenBeforeItIsSentAndToldAfter() {
    Ladder ladder = ladder(ALL, List.of());
    ladder.begin(7);

    run(ladder, rung -> true);
    run(ladder, rung -> rung == Rung.SPSA);
    run(ladder, rung -> rung == Rung.SPSA);
    ladder.begin(8);
    run(ladder, rung -> rung == Rung.FROZEN);

    assertThat(told)
        .containsExactly(
            "ran method",
            "refused method",
            "written [7.2 spsa]",
            "at step 7 from job 2: spsa",
            "ran spsa",
            "in use 7.2 spsa",
            "ran spsa",
            "refused spsa",
            "written [7.2 spsa, 8.1 frozen]",
            "at step 8 from job 1: frozen",
            "ran frozen",
            "in use 8.1 frozen");
    assertThat(ladder.history())
        .containsExactly(new Event(7, 2, Rung.SPSA, WHY), new Event(8, 1, Rung.FROZEN, WHY));
  }

  @Test
  void givenAHistory_whenTheStepsAreDoneAgain_thenRungsChangeWhereTheyDidThoughNothingIsRefused() {
    List<Event> history =
        List.of(new Event(7, 2, Rung.SPSA, WHY), new Event(8, 1, Rung.FROZEN, WHY));
    Ladder ladder = ladder(ALL, history);

    for (int step = 6; step < 10; step++) {
      ladder.begin(step);
      run(ladder, rung -> true);
      run(ladder, rung -> true);
    }

    assertThat(told)
        .containsExactly(
            "ran method",
            "ran method",
            "ran method",
            "at step 7 from job 2: spsa",
            "ran spsa",
            "in use 7.2 spsa",
            "at step 8 from job 1: frozen",
            "ran frozen",
            "in use 8.1 frozen",
            "ran frozen",
            "ran frozen",
            "ran frozen");
    assertThat(ladder.history()).isEqualTo(history);
  }

  @Test
  void givenNothingIsLetThrough_whenAllRungsAreTried_thenTheRefusalGoesUpAndNothingHasChanged() {
    Ladder ladder = ladder(ALL, List.of());
    ladder.begin(0);

    assertThatThrownBy(() ->
            run(ladder, GradientMethod.PARAMETER_SHIFT, rung -> false, ErrorCode.PRICE_UNKNOWN))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.PRICE_UNKNOWN));

    assertThat(told)
        .containsExactly(
            "refused method",
            "written [0.1 spsa]",
            "at step 0 from job 1: spsa",
            "refused spsa",
            "written [0.1 frozen]",
            "at step 0 from job 1: frozen",
            "refused frozen",
            "written []");
    assertThat(ladder.history()).isEmpty();
  }

  @Test
  void givenAnotherFailureOnALowerRung_whenItGoesUp_thenTheRungStaysWrittenDown() {
    Ladder ladder = ladder(ALL, List.of());
    ladder.begin(3);

    assertThatThrownBy(() ->
            ladder.run(
                GradientMethod.PARAMETER_SHIFT,
                _ -> {},
                rung -> {
                  throw new NightshiftException(
                      rung == null ? ErrorCode.CAP_REACHED : ErrorCode.REMOTE_UNREACHABLE, "no");
                }))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.REMOTE_UNREACHABLE));

    assertThat(ladder.history()).extracting(Event::rung).containsExactly(Rung.SPSA);
  }

  @Test
  void aLadderOfAPauseAloneAsksOnce() {
    Ladder ladder = ladder(Ladder.PAUSE_ONLY, List.of());

    assertThatThrownBy(() -> run(ladder, rung -> false)).hasMessage("no more");

    assertThat(told).containsExactly("refused method");
  }

  @Test
  void spsaIsNoStepDownFromItselfNorFromASimulatorsOwnDerivatives() {
    for (GradientMethod method : List.of(GradientMethod.SPSA, GradientMethod.ADJOINT)) {
      Ladder ladder = ladder(ALL, List.of());
      ladder.begin(1);

      run(ladder, method, rung -> rung != null, ErrorCode.CAP_REACHED);

      assertThat(ladder.history()).extracting(Event::rung).containsExactly(Rung.FROZEN);
    }
  }

  @Test
  void rungsStandInOrderAndOnce() {
    assertThat(Ladder.descends(ALL)).isTrue();
    assertThat(Ladder.descends(List.of())).isTrue();
    assertThat(Ladder.descends(List.of(Rung.FROZEN, Rung.SPSA))).isFalse();
    assertThat(Ladder.descends(List.of(Rung.SPSA, Rung.SPSA))).isFalse();
  }
}
