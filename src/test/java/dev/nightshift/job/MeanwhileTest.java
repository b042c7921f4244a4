package dev.nightshift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeanwhileTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void workThatNobodyTakesUpIsDoneAtTheEnd() {
    String answer =
        Meanwhile.during(
            () -> log.add("work"),
            () -> {
              log.add("waited");
              return "answer";
            });

    assertThat(answer).isEqualTo("answer");
    assertThat(log).containsExactly("waited", "work");
  }

  @Test
  void workIsDoneOnceHoweverOftenSomebodyWaits() {
    int answer =
        Meanwhile.during(
            () -> log.add("work"),
            () -> {
              Meanwhile.takeUp();
              log.add("first answer");
              Meanwhile.takeUp();
              return 2;
            });

    assertThat(answer).isEqualTo(2);
    assertThat(log).containsExactly("work", "first answer");
  }

  @Test
  void whatTheWorkThrowsWaitsForTheAnswer() {
    assertThatThrownBy(() ->
            Meanwhile.during(
                () -> {
                  throw new IllegalStateException("torn");
                },
                () -> {
                  Meanwhile.takeUp();
                  return log.add("answer");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("torn");
    assertThat(log).containsExactly("answer");
  }

  @Test
  void whereTheWaitFailsTheWorkIsNotBegun() {
    assertThatThrownBy(() ->
            Meanwhile.during(
                () -> log.add("work"),
                () -> {
                  throw new IllegalArgumentException("no answer");
                }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no answer");
    assertThat(log).isEmpty();
  }

  @Test
  void theInnerOfTwoOffersIsTakenUp() {
    boolean answer =
        Meanwhile.during(
            () -> log.add("outer"),
            () ->
                Meanwhile.during(
                    () -> log.add("inner"),
                    () -> {
                      Meanwhile.takeUp();
                      return log.add("answer");
                    }));

    assertThat(answer).isTrue();
    assertThat(log).containsExactly("inner", "answer", "outer");
  }

  @Test
  void workThatWaitsItselfDoesNotBeginAnew() {
    int answer =
        Meanwhile.during(
            () -> {
              log.add("work");
              Meanwhile.takeUp();
            },
            () -> {
              Meanwhile.takeUp();
              return 1;
            });

    assertThat(answer).isEqualTo(1);
    assertThat(log).containsExactly("work");
  }

  @Test
  void aThreadWithoutAnOfferHasNothingToDo() {
    Meanwhile.takeUp();

    assertThat(Meanwhile.nanos()).isZero();
  }

  @Test
  void theTimeOfTheWorkIsKnownToThoseWhoMeasureTheWait() {
    long[] told =
        Meanwhile.during(
            () -> {
              long end = System.nanoTime() + 2_000_000;
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
            },
            () -> {
              long before = Meanwhile.nanos();
              Meanwhile.takeUp();
              return new long[] {before, Meanwhile.nanos()};
            });

    assertThat(told[0]).isZero();
    assertThat(told[1]).isGreaterThanOrEqualTo(2_000_000);
  }
}
