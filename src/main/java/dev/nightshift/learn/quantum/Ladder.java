package dev.nightshift.learn.quantum;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Which rung a job is at follows from its place in the run, step and number, and from the steps down
 * that are written down; not from what a budget says when it is asked again. So a resumed run does
 * what the unbroken one did, job by job, also where a cap has been raised in between or a new day
 * has begun: a job that was refused is not asked for again, the one that took its place is.
 *
 * A rung is written down before its first job is sent, and taken back where that is refused too. So
 * a run that pauses because nothing was let through, a price that nobody knows for example, goes on
 * from where it stood.
 */
/**
 * What a run does when its budget refuses a job: the next rung down, as the config announced it.
 *
 * <p>Only jobs with derivatives go down: values cost the same at every rung, so one that is refused
 * pauses the run. A rung is never left upwards. For one thread.
 */
public final class Ladder {
  /** What is done in place of what the budget refused; lower ones later. */
  public enum Rung {
    /** Derivatives by SPSA: two circuits a row. */
    SPSA,
    /** Values only; the circuits' weights stay as they are. */
    FROZEN,
    /** The run stops and can be resumed. */
    PAUSE;

    /** As configurations and reports spell it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A step down.
   *
   * @param step steps done before
   * @param job number of the refused job among those of the step that ask for derivatives, from 1
   * @param rung that it and all later ones are at
   * @param why what the budget said
   */
  public record Event(int step, int job, Rung rung, String why) {
    /** The place in the words of {@link dev.nightshift.job.Backend}: that job and later ones. */
    String phase() {
      return "step %d from job %d: %s".formatted(step, job, rung.label());
    }
  }

  /** Is told of steps down, on the run's own thread. */
  public interface Listener {
    /**
     * The history has changed; it is to be on the disk when this returns.
     *
     * @param history steps down of the whole run, in order
     */
    default void onLadder(List<Event> history) {}

    /** The rung is in use; said again where a resumed run comes by. */
    default void onRung(Event event) {}
  }

  /** Only {@link Rung#PAUSE}. */
  public static final List<Rung> PAUSE_ONLY = List.of(Rung.PAUSE);

  private static final Listener NOBODY = new Listener() {};

  private final List<Rung> rungs;
  private List<Event> history = List.of();
  private Listener listener = NOBODY;
  private int step = -1;
  private int job;

  /** Runs a job as a rung has it. */
  interface Attempt {
    /**
     * @param rung null for the config's own method
     * @throws NightshiftException a code of BUDGET where it is refused; others go up
     */
    void at(@Nullable Rung rung);
  }

  /**
   * @param rungs as {@link #descends} wants them; a pause is at the end of every ladder, named or
   *     not
   */
  public Ladder(List<Rung> rungs) {
    if (!descends(rungs)) {
      throw new IllegalArgumentException("a ladder goes down: " + rungs);
    }
    this.rungs = List.copyOf(rungs);
  }

  /** Whether these are rungs in the order of {@link Rung}, each at most once. */
  public static boolean descends(List<Rung> rungs) {
    for (int i = 1; i < rungs.size(); i++) {
      if (rungs.get(i - 1).compareTo(rungs.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Takes the steps down of the run's earlier parts, before it goes on. */
  public void recall(List<Event> earlier) {
    history = List.copyOf(earlier);
  }

  /** The run's steps down, in order; those of an earlier part may be still before it. */
  public List<Event> history() {
    return history;
  }

  /** Tells this listener, and nobody else, from here on. */
  public void listen(Listener listener) {
    this.listener = listener;
  }

  /** Begins a step. */
  public void begin(int step) {
    this.step = step;
    job = 0;
  }

  /**
   * Runs the step's next job that asks for derivatives, at the highest rung that is let through.
   *
   * @param method of the config
   * @param place hears where a job and those after it belong, before a rung's first job is sent
   * @throws NightshiftException what the lowest rung was refused with
   */
  void run(GradientMethod method, Consumer<String> place, Attempt attempt) {
    job++;
    Optional<Event> here =
        history.stream().filter(event -> event.step() == step && event.job() == job).findFirst();
    here.ifPresent(event -> place.accept(event.phase()));
    Rung now = rung();
    NightshiftException refused = refusal(now, attempt);
    if (refused == null) {
      here.ifPresent(listener::onRung);
      return;
    }
    List<Event> before = history;
    for (Rung rung : below(now, method)) {
      Event event =
          new Event(step, job, rung, refused.code().label() + ": " + refused.getMessage());
      write(with(before, event));
      place.accept(event.phase());
      refused = refusal(rung, attempt);
      if (refused == null) {
        listener.onRung(event);
        return;
      }
    }
    if (!history.equals(before)) {
      write(before);
    }
    throw refused;
  }

  private static @Nullable NightshiftException refusal(@Nullable Rung rung, Attempt attempt) {
    try {
      attempt.at(rung);
      return null;
    } catch (NightshiftException error) {
      if (error.code().kind() != ErrorCode.Kind.BUDGET) {
        throw error;
      }
      return error;
    }
  }

  private @Nullable Rung rung() {
    return history.stream()
        .filter(event -> event.step() < step || (event.step() == step && event.job() <= job))
        .map(Event::rung)
        .max(Rung::compareTo)
        .orElse(null);
  }

  private List<Rung> below(@Nullable Rung now, GradientMethod method) {
    return rungs.stream()
        .filter(rung -> rung != Rung.PAUSE)
        .filter(rung -> now == null || rung.compareTo(now) > 0)
        // SPSA in place of itself, or of a simulator's own derivatives, would save nothing.
        .filter(rung -> rung != Rung.SPSA || method == GradientMethod.PARAMETER_SHIFT)
        .toList();
  }

  /** In order of places, one a place. */
  private static List<Event> with(List<Event> events, Event added) {
    List<Event> changed = new ArrayList<>(events);
    changed.removeIf(event -> event.step() == added.step() && event.job() == added.job());
    changed.add(added);
    changed.sort(Comparator.comparingInt(Event::step).thenComparingInt(Event::job));
    return changed;
  }

  private void write(List<Event> changed) {
    history = List.copyOf(changed);
    listener.onLadder(history);
  }
}
