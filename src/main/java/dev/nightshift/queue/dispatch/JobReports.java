package dev.nightshift.queue.dispatch;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a service tells of jobs that it was sent. Thread-safe. */
public interface JobReports {
  /** A service that is no more, such as a simulator in a process that has ended. */
  JobReports NONE =
      new JobReports() {
        @Override
        public Optional<String> find(String tag) {
          return Optional.empty();
        }

        @Override
        public Optional<JobService.Told> job(String id) {
          return Optional.empty();
        }

        @Override
        public Map<String, JobService.Told> jobs(String group, Set<String> ids, Instant since) {
          return Map.of();
        }

        @Override
        public Optional<byte[]> result(String id) {
          return Optional.empty();
        }

        @Override
        public void cancel(String id) {}

        @Override
        public void closeSession(String id) {}
      };

  /** The job of a tag, if the service has one; younger ones of the same tag are called back. */
  Optional<String> find(String tag);

  /** What a job has come to; empty where the service does not know it. */
  Optional<JobService.Told> job(String id);

  /**
   * What jobs have come to, by one question for all where they are of one group.
   *
   * @param since a moment before the first of them was sent
   * @return by id; those that the service does not know are left out
   */
  Map<String, JobService.Told> jobs(String group, Set<String> ids, Instant since);

  /** The result of a completed job as it came; empty while it is not there. */
  Optional<byte[]> result(String id);

  /** Calls a job back; one that has ended stays as it is. */
  void cancel(String id);

  /** Sends no more jobs in a session; those that are in it stay. One that is closed stays so. */
  void closeSession(String id);
}
