package dev.nightshift.transport.client;

/** Hears what happens between a job and its result; called on the thread that waits. */
@FunctionalInterface
public interface TransportListener {
  /** Hears nothing. */
  TransportListener NONE = _ -> {};

  void on(TransportNotice notice);
}
