"""What a teacher uses: sources in `course/`, made into pages, files for students and files for the teacher."""
