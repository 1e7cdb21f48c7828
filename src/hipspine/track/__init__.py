"""What a person did and how they are: adherence, trends, scores, and what may come next."""
