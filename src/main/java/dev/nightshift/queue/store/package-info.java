/**
 * The queue's database: SQLite in a file of the user's, or PostgreSQL for a team.
 *
 * <p>Takes a URL. Gives transactions that are on the disk when they return. Conventions: instants
 * are milliseconds since 1970 UTC; a change of state names the state it starts from, so that doing
 * it twice is doing it once.
 */
@NullMarked
package dev.nightshift.queue.store;

import org.jspecify.annotations.NullMarked;
