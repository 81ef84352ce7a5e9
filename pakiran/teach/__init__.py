"""What a teacher takes along: assignments, quizzes, slides, a simulation. Sources are in `course/`."""
