/** The order and the doors: pubs, jobs, results, and the interfaces that backends implement. */
@NullMarked
package dev.nightshift.job;

import org.jspecify.annotations.NullMarked;
