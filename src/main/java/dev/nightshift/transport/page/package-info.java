/**
 * The page of the queue: its runs, jobs, sessions, curves, books and logs in a browser, live.
 *
 * <p>Takes the queue's books and reads them only. Gives a page and its data on loopback. Relies on
 * nothing from the network: the page is one file.
 */
@NullMarked
package dev.nightshift.transport.page;

import org.jspecify.annotations.NullMarked;
