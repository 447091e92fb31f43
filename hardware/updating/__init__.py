"""Updates a kit and brings it back: releases beside each other, one that runs, one before it."""
